using Microsoft.Playwright;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.Gateways;
using Switchyard.Admin.Client.Operators;
using Switchyard.Console.Tests.Browsers;
using Switchyard.Testing.Nodes;

[assembly: AssemblyFixture(typeof(Switchyard.Console.Tests.Yards.TestYard))]

namespace Switchyard.Console.Tests.Yards;

/// <summary>A node with simulated providers and a browser, both started once for all tests.</summary>
public sealed class TestYard : IAsyncLifetime
{
    /// <summary>Token of the first operator.</summary>
    public const string Token = "console-test-token-1";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("switchyard-console-");
    private readonly Dictionary<string, string> _sessions = [];
    private Chromium _chromium = null!;
    private NodeProcess _node = null!;

    /// <summary>Address of the control plane.</summary>
    public Uri Address => _node.ControlPlane;

    /// <summary>Address of the data plane.</summary>
    public Uri DataPlane => _node.DataPlane;

    /// <summary>The control plane, asked as the first operator.</summary>
    public SwitchyardClient Client { get; private set; } = null!;

    internal IBrowser Browser => _chromium.Browser;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var starting = Chromium.StartAsync();
        _node = await StartAsync(_data.FullName);
        _chromium = await starting;
        Client = SwitchyardClient.Connect(Address, Token);
        foreach (var role in new[] { "viewer", "operator", "admin" })
        {
            var token = (await Client.Operators.CreateAsync(new NewOperator($"test-{role}", role))).Value!.Secret!;
            _sessions[role] = await SessionOfAsync(Address, token);
        }

        await Client.Gateways.CreateAsync(new NewGateway("edge-eu") { DisplayName = "Frankfurt", Labels = new Dictionary<string, string> { ["region"] = "eu", ["tier"] = "1" } });
        await Client.Documents.WriteAsync("team", "version: 1\nroutes:\n  # One name for both\n  - name: fast\n    targets:\n      - provider: sim-openai\n        model: \"gpt-sim\"\n");
    }

    /// <summary>Starts a node with simulated providers in <paramref name="data"/>.</summary>
    internal static Task<NodeProcess> StartAsync(string data, string admin = "http://127.0.0.1:0") => NodeProcess.StartAsync(
        ["demo"],
        new Dictionary<string, string?>
        {
            ["SWITCHYARD_LISTEN"] = "http://127.0.0.1:0",
            ["SWITCHYARD_ADMIN_LISTEN"] = admin,
            ["SWITCHYARD_ADMIN_TOKEN"] = Token,
            ["SWITCHYARD_DATA_DIR"] = data,
        });

    /// <summary>Begins a session with <paramref name="token"/>.</summary>
    internal static async Task<string> SessionOfAsync(Uri address, string token)
    {
        using var client = SwitchyardClient.Connect(address, token);
        return (await client.Operators.BeginSessionAsync()).Secret;
    }

    /// <summary>The session of somebody with <paramref name="role"/>.</summary>
    internal string SessionOf(string role) => _sessions[role];

    /// <summary>A browser in which somebody with <paramref name="role"/> is signed in; null: nobody.</summary>
    internal Task<Visit> VisitAsync(string? role = "admin", int width = 1280, ColorScheme scheme = ColorScheme.Light) =>
        Visit.BeginAsync(Browser, Address, role is null ? null : _sessions[role], width, scheme);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }
}
