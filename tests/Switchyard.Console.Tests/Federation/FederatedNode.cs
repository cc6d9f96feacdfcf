using Switchyard.Console.Tests.Federation;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Nodes;

[assembly: AssemblyFixture(typeof(FederatedNode))]

namespace Switchyard.Console.Tests.Federation;

/// <summary>A node whose operators sign in at an issuer.</summary>
public sealed class FederatedNode : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("switchyard-federation-");
    private NodeProcess _node = null!;

    /// <summary>Address of the control plane.</summary>
    public Uri Address => _node.ControlPlane;

    /// <summary>What the node printed.</summary>
    public string Log => _node.Output;

    internal ToyIssuer Issuer { get; private set; } = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Issuer = await ToyIssuer.StartAsync();
        _node = await NodeProcess.StartAsync(
            ["serve", "--sign-in-issuer", Issuer.Address, "--sign-in-client-id", ToyIssuer.ClientId, "--sign-in-roles", "admin=owners,operator=platform"],
            new Dictionary<string, string?>
            {
                ["SWITCHYARD_LISTEN"] = "http://127.0.0.1:0",
                ["SWITCHYARD_ADMIN_LISTEN"] = "http://127.0.0.1:0",
                ["SWITCHYARD_ADMIN_TOKEN"] = TestYard.Token,
                ["SWITCHYARD_DATA_DIR"] = _data.FullName,
                ["SWITCHYARD_SIGN_IN_CLIENT_SECRET"] = ToyIssuer.ClientSecret,
            });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await Issuer.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
