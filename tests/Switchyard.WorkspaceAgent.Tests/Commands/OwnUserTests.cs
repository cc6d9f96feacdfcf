using System.Diagnostics;
using System.Runtime.Versioning;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;
using Switchyard.WorkspaceAgent.Tests.Rigs;

namespace Switchyard.WorkspaceAgent.Tests.Commands;

/// <summary>An agent with a user that is not root, as it should be run.</summary>
[SupportedOSPlatform("linux")]
public sealed class OwnUserTests
{
    [Fact]
    [Trait("criterion", "AGT-14")]
    public async Task Commands_can_not_read_the_token_out_of_the_agent()
    {
        await using var plane = await FakeControlPlane.StartAsync();
        var root = Directory.CreateTempSubdirectory("switchyard-agent-");
        File.SetUnixFileMode(root.FullName, (UnixFileMode)0x1FF);
        var program = BuiltProgram.Switchyard;
        string[] arguments = ["agent", "--url", plane.Address.ToString(), "--root", root.FullName];

        // Root may read everything, so a test that runs as root becomes somebody else.
        var start = Environment.IsPrivilegedProcess ? new ProcessStartInfo("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", program, .. arguments]) : new ProcessStartInfo(program, arguments);
        start.RedirectStandardOutput = true;
        start.Environment["SWITCHYARD_AGENT_TOKEN"] = plane.Token;
        start.Environment["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = root.FullName;
        using var process = Process.Start(start)!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(Patience.Token);
            Assert.SkipWhen(line is null, "The program can not be run by the user nobody here: its directories are closed to it.");
            var registration = await plane.NextAsync();
            while (!line!.Contains("Registered", StringComparison.Ordinal))
            {
                line = (await process.StandardOutput.ReadLineAsync(Patience.Token)).ShouldNotBeNull();
            }

            var dialer = new Dialer(new Uri((string)registration["address"]!), plane.AgentId, (Guid)registration["bootId"]!, plane.DialKey);
            await using var client = await dialer.ConnectAsync();

            var texts = (await client.CallAsync("run_command", new { command = "sh", args = new[] { "-c", "cat /proc/$PPID/environ /proc/$PPID/mem; head -c1 /proc/$$/environ; id -u" } })).Texts();

            string.Join('\n', texts).ShouldNotContain("swa_");
            texts[2].Split("Permission denied").Length.ShouldBe(3);
            texts[1].ShouldMatch(@"Standard output:\n.[1-9]\d*\n");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(Patience.Token);
            root.Delete(recursive: true);
        }
    }
}
