using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Gateways;

/// <summary>A <c>switchyard serve</c> on the shared database, on ports that stay the same when it starts again.</summary>
internal sealed class BenchNode(int number, string database, string folder) : IAsyncDisposable
{
    public const string Token = "benchmark-operator-token";

    private const string SealingKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

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
            number % Environment.ProcessorCount,
            Program,
            [
                "serve", "--listen", DataPlane.ToString(), "--admin-listen", ControlPlane.ToString(), "--data-dir", data, "--database", database, "--config", config, "--node-name", $"node-{number}",
            ],
            new Dictionary<string, string> { ["SWITCHYARD_ADMIN_TOKEN"] = Token, ["SWITCHYARD_SECRET_KEYS"] = SealingKey });
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
}
