using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.Processes.Tests.Rigs;

/// <summary>A host of processes with an installation of its own, in a directory of its own. Disposing it asserts that no process with its mark is left.</summary>
public sealed class ProcessRig : IAsyncDisposable
{
    private static readonly Dictionary<string, string> HostEnvironment = new() { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! };

    private readonly TimeProvider _time;

    public ProcessRig(TimeProvider time, string? installation = null, string boot = "boot")
    {
        _time = time;
        Installation = installation ?? Guid.CreateVersion7().ToString("N");
        Root = Directory.CreateTempSubdirectory("switchyard-processes-").FullName;
        Host = new ProcessHost(
            new ProcessSettings { InstallationId = Installation, BootId = boot, HostEnvironment = HostEnvironment },
            time,
            NullLogger<ProcessHost>.Instance);
    }

    public string Installation { get; }

    public string Root { get; }

    public ProcessHost Host { get; }

    /// <summary>A shell script as a child that is to be started.</summary>
    public ChildStart Shell(string script, ChildLimits? limits = null, Action<string>? onLine = null, Redactor? redactor = null)
    {
        return new ChildStart
        {
            Owner = "team/toy",
            Command = "/bin/sh",
            Arguments = ["-c", script],
            Environment = new ChildEnvironment(HostEnvironment, Root).Variables,
            WorkingDirectory = Root,
            Limits = limits ?? new ChildLimits(),
            Lines = new LineQuota(onLine ?? (static _ => { }), _time),
            Redactor = redactor ?? Redactor.None,
        };
    }

    /// <summary>Processes with a mark of this installation.</summary>
    public IReadOnlyList<int> Marked() => ProcessMarks.Of(Installation);

    /// <summary>The next line of a child's standard output.</summary>
    public static async Task<string?> LineAsync(ChildProcess child)
    {
        List<byte> line = [];
        var one = new byte[1];
        while (await child.Output.ReadAsync(one, Patience.Token) == 1 && one[0] != (byte)'\n')
        {
            line.Add(one[0]);
        }

        return line.Count == 0 ? null : Encoding.UTF8.GetString([.. line]);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        var left = Marked();
        Directory.Delete(Root, recursive: true);
        left.ShouldBeEmpty("no process outlives its host");
    }
}
