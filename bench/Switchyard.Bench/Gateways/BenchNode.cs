using System.Globalization;
using System.Text.RegularExpressions;
using Switchyard.Bench.Load;
using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Gateways;

/// <summary>A <c>switchyard serve</c> on the shared database, on ports that stay the same when it starts again.</summary>
internal sealed partial class BenchNode(int number, string database, string folder, IReadOnlyList<string>? flags = null) : IAsyncDisposable
{
    public const string Token = "benchmark-operator-token";

    public const string SealingKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    // All instances come from one address and a gateway has several of them.
    private const string Configuration =
        """
        version: 1
        server:
          gateways:
            connectRate: 10000
            maxInstances: 1000
        """;

    private BenchProcess? _process;

    /// <summary>Told which revision the node says it has put in force, and when that was read.</summary>
    public Action<long, long>? InForce { get; set; }

    /// <summary>Whether it runs on one processor, by its number; else on all.</summary>
    public bool IsPinned { get; init; } = true;

    /// <summary>Processor time of the process that runs now.</summary>
    public TimeSpan ProcessorTime => _process?.ProcessorTime ?? TimeSpan.Zero;

    /// <summary>Id of the process that runs now; 0 when none does.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>Resident memory of the process that runs now, in bytes.</summary>
    public long ResidentBytes => _process?.ResidentBytes ?? 0;

    public static string? Missing => File.Exists(Program) ? null : "Switchyard.Host is not built";

    public Uri DataPlane { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public Uri ControlPlane { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    private static string Program => Places.Built("Switchyard.Host", "switchyard");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var data = Path.Combine(folder, $"node-{number}");
        Directory.CreateDirectory(data);
        var config = Path.Combine(folder, "switchyard.yaml");
        await File.WriteAllTextAsync(config, Configuration, cancellationToken);
        _process = BenchProcess.Start(
            IsPinned ? number % Environment.ProcessorCount : null,
            Program,
            [
                "serve", "--listen", DataPlane.ToString(), "--admin-listen", ControlPlane.ToString(), "--data-dir", data, "--database", database, "--config", config, "--node-name", $"node-{number}",
                .. flags ?? [],
            ],
            new Dictionary<string, string> { ["SWITCHYARD_ADMIN_TOKEN"] = Token, ["SWITCHYARD_SECRET_KEYS"] = SealingKey },
            Take);
        await _process.LineWithAsync("control plane listening on ", cancellationToken);
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private void Take(string line)
    {
        var now = Clock.Now;
        if (InForceLine().Match(line) is { Success: true } said)
        {
            InForce?.Invoke(long.Parse(said.Groups[1].ValueSpan, CultureInfo.InvariantCulture), now);
        }
    }

    [GeneratedRegex(@"Revision ([0-9]+) is in force", RegexOptions.None, 1000)]
    private static partial Regex InForceLine();
}
