using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Contenders;

/// <summary>A C# forwarder of the project beside this one.</summary>
internal sealed class Forwarder(string kind, string name, string remark) : IContender
{
    private const string Project = "Switchyard.Bench.Forwarders";

    public static Forwarder Bare { get; } = new("bare", "bare C# forwarder", "Kestrel and SocketsHttpHandler, nothing else");

    public static Forwarder Yarp { get; } = new("yarp", "YARP 2.1 direct forwarding", "IHttpForwarder with its recommended handler, no routing");

    public string Name => name;

    public string Remark => remark;

    public string? Missing => File.Exists(Program) ? null : Project + " is not built";

    private static string Program => Places.Built(Project, Project);

    public async Task<RunningContender> StartAsync(Uri upstream, int processor, CancellationToken cancellationToken)
    {
        var process = BenchProcess.Start(processor, Program, [kind, "http://127.0.0.1:0", upstream.ToString()]);
        var line = await process.LineWithAsync("listening on ", cancellationToken);
        return new RunningContender(new Target(new Uri(new Uri(line.Split("listening on ")[1]), Ready.ChatPath), []), process);
    }
}
