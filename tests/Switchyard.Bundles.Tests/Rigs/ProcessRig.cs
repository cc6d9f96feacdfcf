using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Bundles.Processes;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>A host of processes with an installation of its own, in a directory of its own. Disposing it asserts that no process with its mark is left.</summary>
public sealed class ProcessRig : IAsyncDisposable
{
    private readonly TimeProvider _time;

    internal ProcessRig(TimeProvider time, string? installation = null, string boot = "boot")
    {
        _time = time;
        Installation = installation ?? Guid.CreateVersion7().ToString("N");
        Root = Directory.CreateTempSubdirectory("switchyard-bundles-").FullName;
        Host = new ProcessHost(
            new ProcessSettings { InstallationId = Installation, BootId = boot, Root = Path.Combine(Root, "bundles"), HostEnvironment = HostEnvironment },
            time,
            NullLogger<ProcessHost>.Instance);
    }

    public static Dictionary<string, string> HostEnvironment { get; } = new()
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        ["LANG"] = "C.UTF-8",
        ["LC_TIME"] = "C",
        ["TZ"] = "UTC",
        ["TMPDIR"] = Path.GetTempPath(),
        ["HOME"] = "/the/nodes/home",
        ["SWITCHYARD_SECRET_KEYS"] = "canary-of-the-node",
        ["PGPASSWORD"] = "canary-of-the-database",
    };

    public string Installation { get; }

    public string Root { get; }

    internal ProcessHost Host { get; }

    /// <summary>A shell script as a child that is to be started.</summary>
    internal ChildStart Shell(string script, BundleLimits? limits = null, Action<string>? onLine = null, Redactor? redactor = null)
    {
        var directory = Host.Directories.Make(new BundleKey("team", "toy"));
        return new ChildStart
        {
            Bundle = new BundleKey("team", "toy"),
            Command = "/bin/sh",
            Arguments = ["-c", script],
            Environment = new ChildEnvironment(HostEnvironment, directory).Variables,
            WorkingDirectory = directory,
            Limits = limits ?? BundleLimits.Default,
            Lines = new LineQuota(onLine ?? (static _ => { }), _time),
            Redactor = redactor ?? Redactor.None,
        };
    }

    /// <summary>Processes with a mark of this installation.</summary>
    public IReadOnlyList<int> Marked() => MarkedBy(Installation);

    /// <summary>Processes with a mark of an installation, found without the code under test.</summary>
    public static IReadOnlyList<int> MarkedBy(string installation)
    {
        List<int> found = [];
        var mark = Encoding.ASCII.GetBytes($"SWITCHYARD_BUNDLE={installation}/");
        foreach (var directory in Directory.GetDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(directory), out var id) && File.ReadAllBytes($"{directory}/environ").AsSpan().IndexOf(mark) >= 0)
                {
                    found.Add(id);
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is somebody else's.
            }
        }

        return found;
    }

    /// <summary>The next line of a child's standard output.</summary>
    internal static async Task<string?> LineAsync(ChildProcess child)
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
        left.ShouldBeEmpty("no process of a bundle outlives its host");
    }
}
