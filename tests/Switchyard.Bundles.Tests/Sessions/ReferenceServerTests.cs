using System.Diagnostics;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>The reference servers, run by Node, over each transport they have.</summary>
[Trait("criterion", "BND-62")]
public sealed class ReferenceServerTests : IAsyncDisposable
{
    private const string Everything = "node_modules/@modelcontextprotocol/server-everything/dist/index.js";
    private readonly ServerRig _rig = new();
    private Process? _remote;

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        if (_remote is not null)
        {
            _remote.Kill();
            await _remote.WaitForExitAsync();
            _remote.Dispose();
        }
    }

    [Theory]
    [InlineData("stdio")]
    [InlineData("streamableHttp")]
    [InlineData("sse")]
    public async Task The_server_that_does_everything(string transport)
    {
        var server = await _rig.StartAsync(transport == "stdio"
            ? In(ServerRig.Process("node", Everything, "stdio"))
            : ServerRig.Of(new BundleDefinition { Type = transport == "sse" ? BundleType.Sse : BundleType.Http, Url = await RemoteAsync(transport), Insecure = true }));
        List<int> progress = [];

        ((string)server.Initialization["serverInfo"]!["name"]!).ShouldContain("everything");
        server.Initialization["capabilities"]!["tasks"].ShouldNotBeNull("what this gateway does not know is kept");
        server.Tools.Select(static tool => tool.Name).ShouldContain("get-sum");
        (await ServerRig.TextAsync(server, "echo", new JsonObject { ["message"] = "hällo" })).ShouldBe("Echo: hällo");
        var image = (await ServerRig.CallAsync(server, "get-tiny-image"))["content"]!.AsArray().Single(static part => (string)part!["type"]! == "image")!;
        Convert.FromBase64String((string)image["data"]!)[1..4].ShouldBe("PNG"u8.ToArray());
        ((string)image["mimeType"]!).ShouldBe("image/png");
        (await ServerRig.CallAsync(server, "get-structured-content", new JsonObject { ["location"] = "New York" }))["structuredContent"]!["temperature"].ShouldNotBeNull();
        await ServerRig.CallAsync(server, "trigger-long-running-operation", new JsonObject { ["duration"] = 0.1, ["steps"] = 3 }, seen => progress.Add((int)seen["progress"]!));
        progress.ShouldBe([1, 2, 3]);
        (await ServerRig.CallAsync(server, "no-such-tool"))["isError"]!.GetValue<bool>().ShouldBeTrue();
        var resources = await server.RequestAsync("resources/list", null, null, Patience.Token);
        resources!["resources"]!.AsArray().Count.ShouldBeGreaterThan(0);
        await server.RequestAsync("ping", null, null, Patience.Token);
        await server.StopAsync(StopMode.Orderly).AsTask().WaitAsync(Patience.Token);
        (await server.Ended).Cause.ShouldBe(ServerEndCause.Stopped);
    }

    [Fact]
    public async Task The_server_of_files()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_rig.Root, "files")).FullName;
        var server = await _rig.StartAsync(In(ServerRig.Process("node", "node_modules/@modelcontextprotocol/server-filesystem/dist/index.js", folder)));

        await ServerRig.CallAsync(server, "write_file", new JsonObject { ["path"] = Path.Combine(folder, "a.txt"), ["content"] = "Größe 😀\n" });

        (await File.ReadAllTextAsync(Path.Combine(folder, "a.txt"))).ShouldBe("Größe 😀\n");
        (await ServerRig.TextAsync(server, "read_text_file", new JsonObject { ["path"] = Path.Combine(folder, "a.txt") })).ShouldBe("Größe 😀\n");
        (await ServerRig.CallAsync(server, "read_text_file", new JsonObject { ["path"] = "/etc/passwd" }))["isError"]!.GetValue<bool>().ShouldBeTrue();
    }

    /// <summary>The packages are installed beside the tests.</summary>
    private static string Servers([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "..", "..", "servers"));

    private static BundleConfig In(BundleConfig bundle) => bundle with { Definition = bundle.Definition with { WorkingDirectory = Servers() } };

    private async Task<string> RemoteAsync(string transport)
    {
        _remote = Process.Start(new ProcessStartInfo("node", ["--import", "./loopback.mjs", Everything, transport])
        {
            WorkingDirectory = Servers(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        _remote.OutputDataReceived += static (_, _) => { };
        _remote.BeginOutputReadLine();
        const string Announcement = "loopback port ";
        while (await _remote.StandardError.ReadLineAsync(Patience.Token) is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                _ = _remote.StandardError.BaseStream.CopyToAsync(Stream.Null);
                return $"http://127.0.0.1:{line[Announcement.Length..]}/{(transport == "sse" ? "sse" : "mcp")}";
            }
        }

        throw new InvalidOperationException("The server has ended before it listened; ./test installs what it needs.");
    }
}
