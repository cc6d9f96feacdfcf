using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Switchyard.Configuration.Nodes;
using Switchyard.Gateway.Canaries;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Canaries;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Canaries;

/// <summary>What a node counts while a canary is on trial, and how its answers show it.</summary>
public sealed class CanaryTallyTests
{
    private const string Path = "/sim/v1/chat/completions";

    private static readonly CanaryMark Mark = new(7, true, true);

    [Fact]
    public async Task Requests_count_for_the_configuration_they_began_with_and_those_of_strangers_do_not()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        var gate = new StreamGate();
        var rule = rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        await gate.ReleaseAsync(1, GatewayRig.Ending);
        using (var before = await rig.SendAsync(Path, GatewayRig.Chat(stream: true)))
        {
            before.Headers.Contains("X-Switchyard-Canary").ShouldBeFalse();
            await ApplyAsync(rig, Mark);
            gate.Open();
            await before.Content.ReadAsStringAsync(GatewayRig.Ending);
        }

        rig.Simulator.Rules.Remove(rule.Id);
        await rig.IdleAsync();
        Traffic(rig).Requests.ShouldBe(0, "it began before the canary");

        using (var good = await rig.SendAsync(Path, GatewayRig.Chat()))
        {
            good.Headers.GetValues("X-Switchyard-Canary").ShouldBe(["7"]);
            await good.Content.ReadAsByteArrayAsync(GatewayRig.Ending);
        }

        (await StatusAsync(rig, "/nobody/v1/chat/completions")).ShouldBe(HttpStatusCode.NotFound);
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.Status(400) });
        (await StatusAsync(rig, Path)).ShouldBe(HttpStatusCode.BadRequest);
        using (var stranger = new HttpRequestMessage(HttpMethod.Post, new Uri(rig.Address, Path)) { Content = new StringContent(GatewayRig.Chat(), Encoding.UTF8, "application/json") })
        using (var client = new HttpClient())
        {
            (await client.SendAsync(stranger, GatewayRig.Ending)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        await rig.IdleAsync();
        var traffic = Traffic(rig);
        (traffic.Requests, traffic.Failures, traffic.Latency.Sum()).ShouldBe((3, 2, 2));
        var reported = Reported(rig);
        (reported.Requests, reported.Failures).ShouldBe((3, 2));
        reported.Latency.ShouldBe(traffic.Latency);
    }

    [Fact]
    public async Task Another_canary_begins_at_nothing_and_the_other_side_does_not_show_itself()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        await ApplyAsync(rig, Mark);
        await StatusAsync(rig, Path);
        await rig.IdleAsync();
        Traffic(rig).Requests.ShouldBe(1);

        var other = new CanaryMark(9, false, false);
        await ApplyAsync(rig, other);
        using (var answer = await rig.SendAsync(Path, GatewayRig.Chat()))
        {
            answer.Headers.Contains("X-Switchyard-Canary").ShouldBeFalse();
        }

        await rig.IdleAsync();
        (Traffic(rig).Requests, rig.Service<CanaryTally>().TrafficOf(other).Requests).ShouldBe((0, 1));
        rig.Model = rig.Model with { Canary = null };
        await rig.ApplyAsync();
        await StatusAsync(rig, Path);
        await rig.IdleAsync();
        rig.Service<CanaryTally>().TrafficOf(other).Requests.ShouldBe(1, "nothing is on trial any more");
    }

    private static Task ApplyAsync(GatewayRig rig, CanaryMark mark)
    {
        rig.Model = rig.Model with { Canary = mark };
        return rig.ApplyAsync();
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayRig rig, string path)
    {
        using var answer = await rig.SendAsync(path, GatewayRig.Chat());
        await answer.Content.ReadAsByteArrayAsync(GatewayRig.Ending);
        return answer.StatusCode;
    }

    private static CanaryTraffic Traffic(GatewayRig rig) => rig.Service<CanaryTally>().TrafficOf(Mark);

    private static CanaryTraffic Reported(GatewayRig rig)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            rig.Service<CanaryTally>().Write(writer);
            writer.WriteEndObject();
        }

        return CanaryTrafficJson.Read(Encoding.UTF8.GetString(buffer.WrittenSpan), Mark);
    }
}
