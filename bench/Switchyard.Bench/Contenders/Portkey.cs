using System.Globalization;
using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Contenders;

/// <summary>The Portkey gateway from npm, with its provider and upstream chosen by headers as its documentation says.</summary>
internal sealed class Portkey(bool streams) : IContender
{
    public string Name => "Portkey gateway 1.15.2";

    public string Remark => "no access control, no recording" + (streams ? "; with bench/portkey-streaming.mjs, without which it answers 500 to every stream" : "");

    public string? Missing => Places.Installed("node") is null ? "node is not installed" : File.Exists(Places.Portkey) ? null : "@portkey-ai/gateway is not installed";

    public async Task<RunningContender> StartAsync(Uri upstream, int processor, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        string[] shim = streams ? ["--import", Path.Combine(Places.Root, "bench", "portkey-streaming.mjs")] : [];
        var process = BenchProcess.Start(
            processor,
            Places.Installed("node")!,
            [.. shim, Places.Portkey, "--port=" + port.ToString(CultureInfo.InvariantCulture), "--headless"],
            new Dictionary<string, string> { ["NODE_ENV"] = "production" });
        await Ready.ListeningAsync(port, cancellationToken);
        return new RunningContender(
            new Target(
                new Uri($"http://127.0.0.1:{port}{Ready.ChatPath}"),
                [("Authorization", "Bearer key"), ("x-portkey-provider", "openai"), ("x-portkey-custom-host", new Uri(upstream, "/v1").ToString())]),
            process);
    }
}
