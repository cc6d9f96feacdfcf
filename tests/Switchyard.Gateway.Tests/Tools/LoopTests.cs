using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Simulator.Behaviors;
using Switchyard.Testing.Records;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>Loops of injected tools as clients of the three APIs see them. Every upstream call passes a check that wants one result for each call.</summary>
public sealed class LoopTests
{
    private static readonly Dictionary<string, Func<SimulatedBehavior, SimulatedBehavior>[]> Scenarios = new()
    {
        ["no call"] = [static b => b],
        ["one call"] = [static b => b with { SpeaksFirst = true, Calls = [Read()] }],
        ["no text before the call"] = [static b => b with { Calls = [Read()] }],
        ["two calls"] = [static b => b with { Calls = [Read(), new("git__log", """{"q":"x"}""")] }],
        ["same tool twice"] = [static b => b with { Calls = [Read(), Read()] }],
        ["reasoning before the call"] = [static b => b with { Reasoning = 3, Calls = [Read()] }],
        ["name in pieces"] = [static b => b with { NamePieces = 4, Calls = [Read(), new("git__log")] }],
        ["three turns"] = [static b => b with { SpeaksFirst = true, Calls = [Read()] }, static b => b with { Reasoning = 2, SpeaksFirst = true, Calls = [new("git__log"), Read()] }],
        ["equal ids"] = [static b => b with { Calls = [new("files__read", "{}", "same"), new("files__read", "{}", "same"), new("git__log", "{}", "")] }],
        ["unspelled arguments"] = [static b => b with { Calls = [new("files__read", """{"q":"a\u00e9\n\"ü"}""")] }],
        ["another spelling"] =
        [
            static b => b with { SpeaksFirst = true, Calls = [Read()], Wire = Odd },
            static b => b with { SpeaksFirst = true, Calls = [new("git__log")], Wire = Odd },
        ],
    };

    private static WireForm Odd => WireForm.Usual with { LineEnding = LineEnding.CrLf, MultiLine = true, ChunkBytes = 7, CommentEvery = 2 };

    public static TheoryData<string, string> All()
    {
        var data = new TheoryData<string, string>();
        foreach (var api in ToolRig.Apis)
        {
            foreach (var name in Scenarios.Keys)
            {
                data.Add(api, name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    [Trait("criterion", "TOL-29")]
    [Trait("criterion", "TOL-30")]
    [Trait("criterion", "TOL-41")]
    [Trait("criterion", "TOL-42")]
    [Trait("criterion", "TOL-52")]
    [Trait("criterion", "TOL-53")]
    [Trait("criterion", "TOL-54")]
    [Trait("criterion", "TOL-57")]
    public async Task The_client_sees_one_answer_the_same_as_a_document_and_as_a_stream(string api, string scenario)
    {
        await using var rig = await ToolRig.StartAsync();
        var turns = Scenarios[scenario];

        rig.Script(turns);
        var document = await rig.SendAsync(api, stream: false);
        document.Status.ShouldBe(200, document.Text);
        var calls = rig.Tools.Calls.Count;
        var sent = rig.Upstream;
        rig.Simulator.Log.Clear();

        rig.Script(turns);
        var stream = await rig.SendAsync(api, stream: true);
        stream.Status.ShouldBe(200, stream.Text);
        (rig.Tools.Calls.Count - calls).ShouldBe(calls);

        Plain(stream.Answer).ShouldBe(Plain(document.Answer), scenario);
        stream.Said.ShouldNotBeEmpty();
        stream.Calls.ShouldBeEmpty();
        stream.Usage.ShouldBe(document.Usage);
        stream.Text.ShouldNotContain("files__read");
        var expected = scenario == "no call" ? 1 : turns.Length + 1;
        sent.Count.ShouldBe(expected);
        rig.Upstream.Count.ShouldBe(expected);

        // What the model is told of its own words and of the results is the same whichever way it said them.
        for (var i = 0; i < sent.Count; i++)
        {
            Said(rig.Upstream[i]).ShouldBe(Said(sent[i]));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    [Trait("criterion", "TOL-54")]
    public async Task Each_turn_is_on_record_and_the_sum_is_what_the_client_is_told(string api, string scenario)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script(Scenarios[scenario]);
        var stream = await rig.SendAsync(api, stream: true);
        var end = await rig.Gateway.Recorder.EndAsync();
        end.Status.ShouldBe(InterceptionStatus.Completed);
        end.Turns.Count.ShouldBe(rig.Upstream.Count);
        end.Turns.Sum(static turn => turn.Usage.Output).ShouldBe(end.Usage.Output);
        stream.Usage.ShouldBe((end.Usage.Input, end.Usage.Output));
        end.ToolCalls.Count(static call => call.Run is { Outcome: "ok" }).ShouldBe(rig.Tools.Calls.Count);
        end.ToolCalls.ShouldAllBe(static call => call.Run != null && call.Run.Outcome != "cancelled");
        rig.Gateway.Recorder.Repeated.ShouldBe(0);
    }

    [Theory]
    [InlineData("chat/completions")]
    [InlineData("messages")]
    [InlineData("responses")]
    [Trait("criterion", "TOL-51")]
    public async Task The_bytes_of_every_transcript_are_on_record(string api)
    {
        await using var rig = await ToolRig.StartAsync();
        var transcripts = new StringBuilder();
        foreach (var (name, turns) in Scenarios.Append(new("error result", [static b => b with { SpeaksFirst = true, Calls = [new("files__read", """{"q":1}""")] }]))
            .Append(new("call of the client", [static b => b with { SpeaksFirst = true, Calls = [new("git__log"), new("mine")] }])))
        {
            foreach (var stream in (bool[])[false, true])
            {
                rig.Script(turns);
                var reply = await rig.SendAsync(api, stream, $",\"tools\":[{ToolRig.ClientTool(api, "mine")}]");
                transcripts.Append($"==== {name}, {(stream ? "streaming" : "blocking")}\n{reply.Text.ReplaceLineEndings("\n").TrimEnd()}\n");
            }
        }

        RecordedFile.MustBe($"tests/Switchyard.Gateway.Tests/Tools/Transcripts/{api.Replace('/', '-')}.txt", transcripts.ToString());
    }

    private static SimulatedCall Read() => new("files__read", """{"q":"a"}""");

    // Without what a client's assembly can not know: members that only documents have.
    private static string Plain(JsonNode answer)
    {
        var plain = answer.DeepClone().AsObject();
        foreach (var name in (string[])["object", "created", "model", "service_tier", "system_fingerprint", "usage", "stop_sequence"])
        {
            plain.Remove(name);
        }

        if (plain["choices"]?[0] is JsonObject choice)
        {
            choice.Remove("index");
            choice.Remove("logprobs");
            choice["message"]!.AsObject().Remove("refusal");
            choice["message"]!.AsObject().Remove("annotations");
        }

        return plain.ToJsonString();
    }

    private static string Said(JsonNode body)
    {
        var turns = (body["messages"] ?? body["input"])!.DeepClone();
        foreach (var message in turns is JsonArray list ? list : [])
        {
            // A document's message has members that no stream has.
            message!.AsObject().Remove("refusal");
            message.AsObject().Remove("annotations");
        }

        return turns.ToJsonString();
    }
}
