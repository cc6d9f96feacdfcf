using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Gateway.Pool.Connections;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Gateway.Time;
using Switchyard.Model.Egress;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Pool;

/// <summary>Which addresses are dialled. The policy has its own corpus; here it is shown that nothing is dialled past it.</summary>
public sealed class EgressTests
{
    private static readonly string[] Special =
    [
        "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200",
        "168.63.129.16", "192.0.0.192", "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1",
        "::1", "::", "fe80::1", "fc00::1", "fd00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
        "::127.0.0.1", "2001:0:a9fe:a9fe::1", "localhost",
    ];

    [Fact]
    [Trait("criterion", "PRV-17")]
    public async Task Special_addresses_are_refused_before_a_packet_is_sent()
    {
        var guard = new EgressGuard(new MonotonicClock(TimeProvider.System), NullLogger<EgressGuard>.Instance);
        foreach (var host in Special)
        {
            var refusal = await Should.ThrowAsync<EgressRefusedException>(guard.ConnectAsync(new DnsEndPoint(host, 9), TimeSpan.FromSeconds(5), GatewayRig.Ending).AsTask());
            refusal.Message.ShouldContain("--egress-allow");
            refusal.Message.ShouldContain("server.egress.allow");
        }
    }

    [Fact]
    [Trait("criterion", "PRV-17")]
    public async Task A_tightened_policy_holds_for_the_next_connection()
    {
        await using var rig = await GatewayRig.StartAsync(egress: ["10.0.0.0/8"]);
        rig.Model = rig.Model with { Server = rig.Model.Server with { EgressAllow = ["127.0.0.0/8"] } };
        await rig.ApplyAsync(rig.Provider("sim"));
        using (var allowed = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat()))
        {
            allowed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        rig.Model = rig.Model with { Server = rig.Model.Server with { EgressAllow = [] } };
        await rig.ApplyAsync(rig.Provider("fresh"));
        using var refused = await rig.SendAsync("/fresh/v1/chat/completions", GatewayRig.Chat());
        refused.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        refused.Headers.GetValues("X-Switchyard-Error").ShouldBe(["egress_refused"]);
        var text = await refused.Content.ReadAsStringAsync(GatewayRig.Ending);
        text.ShouldContain("--egress-allow");
        text.ShouldNotContain("127.0.0.1");
        rig.Simulator.Log.Requests.Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-17")]
    public async Task Redirects_are_not_followed()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        rig.Simulator.Rules.Add(new SimulatorRule { Path = "/v1/*", Fault = new Fault { Kind = FaultKind.Redirect, StatusCode = 302, Location = "http://169.254.169.254/" } });
        using var response = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat());
        response.StatusCode.ShouldBe(HttpStatusCode.Found);
        rig.Simulator.Log.Requests.Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-17")]
    public void A_policy_can_be_read_back() =>
        new EgressGuard(new MonotonicClock(TimeProvider.System), NullLogger<EgressGuard>.Instance).Policy.ShouldBeSameAs(EgressPolicy.PublicOnly);
}
