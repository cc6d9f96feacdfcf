using System.Reflection;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Bundles.Sessions.Transports;

namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>
/// Agrees with a server on the version of the protocol. Unless one is pinned, the handshake comes first, because every server but the newest knows it and some older ones do not survive anything else; a server that refuses it is asked
/// whether it is stateless (<c>server/discover</c>, protocol 2026-07-28).
/// </summary>
internal static class Handshake
{
    private const string MetaPrefix = "io.modelcontextprotocol/";
    private const int UnsupportedVersion = -32022;
    private static readonly string ProductVersion = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    /// <summary>Shakes hands; afterwards the connection and its transport speak the version that was agreed upon.</summary>
    /// <returns>What the server says of itself, see <see cref="ILiveServer.Initialization"/>, and the version.</returns>
    /// <exception cref="ServerErrorException">The server refuses.</exception>
    /// <exception cref="ServerStartException">There is no version that both know.</exception>
    public static async Task<(JsonObject Initialization, ProtocolVersion Version)> RunAsync(RpcConnection connection, IServerTransport transport, string? pinned, CancellationToken cancellationToken)
    {
        var version = pinned is null ? ProtocolVersion.NewestWithHandshake
            : ProtocolVersion.Find(pinned) ?? throw NoVersion($"The bundle pins protocol version {pinned}; known are {ProtocolVersion.Names}.");
        if (version.IsStateless)
        {
            return (await DiscoverAsync(connection, transport, version, cancellationToken), version);
        }

        try
        {
            return await InitializeAsync(connection, transport, version, pinned is not null, cancellationToken);
        }
        catch (ServerErrorException refusal) when (pinned is null)
        {
            try
            {
                return (await DiscoverAsync(connection, transport, ProtocolVersion.NewestStateless, cancellationToken), ProtocolVersion.NewestStateless);
            }
            catch (ServerErrorException)
            {
                throw refusal;
            }
        }
    }

    private static async Task<(JsonObject Initialization, ProtocolVersion Version)> InitializeAsync(
        RpcConnection connection, IServerTransport transport, ProtocolVersion offered, bool isPinned, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["protocolVersion"] = offered.Name, ["capabilities"] = new JsonObject(), ["clientInfo"] = ClientInfo() };
        var result = await connection.RequestAsync("initialize", parameters, null, [], cancellationToken) as JsonObject ?? throw NoVersion("The server's answer to 'initialize' is not an object.");
        var name = MessageParser.Text(result, "protocolVersion");
        var agreed = ProtocolVersion.Find(name);
        if (agreed is null or { IsStateless: true } || (isPinned && agreed != offered))
        {
            throw NoVersion($"The server speaks protocol version {name ?? "(none)"}; {(isPinned ? "pinned is " + offered.Name : "known are " + ProtocolVersion.Names)}.");
        }

        transport.Agree(agreed);
        await connection.NotifyAsync("notifications/initialized", null, cancellationToken);
        return (result, agreed);
    }

    private static async Task<JsonObject> DiscoverAsync(RpcConnection connection, IServerTransport transport, ProtocolVersion version, CancellationToken cancellationToken)
    {
        connection.Meta = new JsonObject
        {
            [MetaPrefix + "protocolVersion"] = version.Name,
            [MetaPrefix + "clientInfo"] = ClientInfo(),
            [MetaPrefix + "clientCapabilities"] = new JsonObject(),
        };
        try
        {
            var result = await connection.RequestAsync("server/discover", null, null, MirroredHeaders.Of("server/discover", null, version, null), cancellationToken) as JsonObject
                ?? throw NoVersion("The server's answer to 'server/discover' is not an object.");
            if (result["supportedVersions"] is JsonArray versions && !versions.Any(each => each?.GetValueKind() == System.Text.Json.JsonValueKind.String && each.GetValue<string>() == version.Name))
            {
                throw NoVersion($"The server speaks protocol versions {MessageWriter.Text(versions)}; known are {ProtocolVersion.Names}.");
            }

            transport.Agree(version);
            result["protocolVersion"] ??= version.Name;
            result["serverInfo"] ??= result["_meta"]?[MetaPrefix + "serverInfo"]?.DeepClone();
            return result;
        }
        catch (ServerErrorException refusal) when (refusal.Code == UnsupportedVersion)
        {
            throw NoVersion($"The server does not speak protocol version {version.Name}: {refusal.Message}");
        }
    }

    private static JsonObject ClientInfo() => new() { ["name"] = "switchyard", ["version"] = ProductVersion };

    private static ServerStartException NoVersion(string message) => new(ServerStep.Initialize, message, []);
}
