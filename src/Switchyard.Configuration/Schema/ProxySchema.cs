using System.Text.Json.Nodes;
using Switchyard.Configuration.Sources.File.Sections;
using Switchyard.Model.Proxying;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>Schema of <c>server.proxy</c>.</summary>
internal static class ProxySchema
{
    public static JsonObject Proxy()
    {
        var defaults = ProxySettings.Default;
        return Section(
            "What the forward proxy of a node takes. It listens only where the node was started with --proxy-listen.",
            ("others", Choice("What becomes of hosts that are no enabled provider's: tunnelled untouched, or refused.", "tunnel", "tunnel", "refuse")),
            ("ports", List("Ports that clients may name; 443 by default.", ProxySection.MaxPorts, new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = ProxySection.HighestPort })),
            ("tunnels", Section(
                "How many tunnels there may be at once on a node.",
                ("max", Whole("In all.", 1, ProxySection.MostTunnels, defaults.MaxTunnels)),
                ("perKey", Whole("Of one access key.", 1, ProxySection.MostTunnels, defaults.MaxTunnelsPerKey)))),
            ("greeting", Duration("How long a client may take for each of its first steps: TLS to the proxy, the CONNECT, TLS in the tunnel.", ProxySection.Tenth, ProxySection.Minute, defaults.Greeting)),
            ("connect", Duration("How long the connection to a host that is tunnelled untouched may take.", ProxySection.Tenth, ProxySection.Minute, defaults.Connect)),
            ("idle", Duration("A tunnel in which nothing moves for this long is ended.", ProxySection.Second, ProxySection.Day, defaults.Idle)),
            ("lifetime", Duration("A tunnel that is older is ended, a decrypted one after the requests that run in it.", ProxySection.Minute, ProxySection.Month, defaults.Lifetime)));
    }
}
