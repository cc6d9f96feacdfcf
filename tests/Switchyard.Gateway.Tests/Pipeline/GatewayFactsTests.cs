using System.Buffers;
using System.Text.Json;
using Switchyard.Configuration.Nodes;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Pipeline;

/// <summary>What a node tells the others about the use of its keys.</summary>
public sealed class GatewayFactsTests
{
    private const string Old = "sk-old-0123456789abcdef";

    [Fact]
    public async Task A_request_without_an_answer_yet_may_still_choose_by_the_revision_it_began_with()
    {
        await using var rig = await GatewayRig.StartAsync();
        var both = rig.Provider("sim", keys: [Old, "sk-new-0123456789abcdef"]);
        await rig.ApplyAsync(both);
        var gate = new StreamGate(holdsHeaders: true);
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });

        var waiting = rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat());
        await gate.WaitUntilHeldAsync(1, GatewayRig.Ending);
        await rig.ApplyAsync(both with { Version = 2, Keys = [both.Keys[0] with { Enabled = false }, both.Keys[1]] });
        var during = Report(rig);
        gate.Open();
        (await waiting).Dispose();
        await rig.IdleAsync();
        var after = Report(rig);

        during.GetProperty("choosingRevision").GetInt64().ShouldBe(1);
        InFlight(during).ShouldBe(1, "a disabled key is reported for as long as it is there");
        after.TryGetProperty("choosingRevision", out _).ShouldBeFalse();
        InFlight(after).ShouldBe(0);
    }

    [Fact]
    public async Task A_stream_that_has_begun_keeps_its_key_and_chooses_no_more()
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("sim", keys: [Old]));
        var gate = new StreamGate();
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });

        using var answer = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(stream: true));
        await using var stream = await answer.Content.ReadAsStreamAsync(GatewayRig.Ending);
        await gate.ReleaseAsync(1, GatewayRig.Ending);
        await stream.ReadExactlyAsync(new byte[16], GatewayRig.Ending);
        var during = Report(rig);
        gate.Open();

        during.TryGetProperty("choosingRevision", out _).ShouldBeFalse();
        InFlight(during).ShouldBe(1);
    }

    private static int InFlight(JsonElement report) =>
        report.GetProperty("keys").EnumerateArray().Single(key => key.GetProperty("id").GetGuid() == GatewayRig.IdOf(Old)).GetProperty("inFlight").GetInt32();

    private static JsonElement Report(GatewayRig rig)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            rig.Service<INodeFacts>().Write(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
