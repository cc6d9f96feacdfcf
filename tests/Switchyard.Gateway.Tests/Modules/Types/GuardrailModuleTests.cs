using System.Net;
using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Modules.Texts;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Tests.Rigs;

namespace Switchyard.Gateway.Tests.Modules.Types;

public sealed class GuardrailModuleTests
{
    private const string Path = "/sim/v1/chat/completions";

    [Fact]
    public async Task What_a_blocking_rule_finds_in_a_request_refuses_it_in_the_dialect()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        await rig.ApplyAsync(Rule("yard", "block"));

        using var response = await rig.SendAsync(Path, GatewayRig.Chat());

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Headers.GetValues("X-Switchyard-Error").ShouldBe(["guardrail_blocked"]);
        JsonElement.Parse(await response.Content.ReadAsStringAsync(GatewayRig.Ending)).GetProperty("error").GetProperty("message").GetString().ShouldBe("Refused by the rule 'r'.");
        rig.Simulator.Log.Requests.ShouldBeEmpty();

        // What only the format says is no text: the word is in the model's name and in a role.
        using var other = await rig.SendAsync(Path, """{"model":"yard","messages":[{"role":"yard","content":"hello"}],"metadata":{"note":"yard"}}""");
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Masking_edits_exactly_what_matches_and_nothing_else()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        await rig.ApplyAsync(Rule("\\\\d{4}-\\\\d{4}", "mask", more: ",\"replacement\":\"<\\\"card\\\">\""));
        const string Body = """
            { "model":"gpt-x", "x-unknown" : {"n": 1.50e3, "s":"1111-2222"},
              "messages":[{"role":"user","content":"caf\u00e9 \/ 1111-2222, 3333\u002d4444\ud83d\ude00 é🚂5555-6666"},
                          {"content":[{"type":"text","text":"7777-8888"},{"type":"image_url","image_url":{"url":"1111-2222"}}], "role":"user"}] , "stream":false}
            """;

        using var response = await rig.SendAsync(Path, Body);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        rig.Simulator.Log.Requests.ShouldHaveSingleItem().BodyText.ShouldBe("""
            { "model":"gpt-x", "x-unknown" : {"n": 1.50e3, "s":"1111-2222"},
              "messages":[{"role":"user","content":"caf\u00e9 \/ <\"card\">, <\"card\">\ud83d\ude00 é🚂<\"card\">"},
                          {"content":[{"type":"text","text":"<\"card\">"},{"type":"image_url","image_url":{"url":"1111-2222"}}], "role":"user"}] , "stream":false}
            """);
    }

    [Fact]
    public void No_edit_cuts_a_character_and_edits_that_meet_hide_all_of_both()
    {
        var random = new Random(3);
        string[] pieces = ["a", "é", "🚂", "\\u00e9", "\\ud83d\\ude02", "\\\"", "\\n", "x"];
        for (var round = 0; round < 2_000; round++)
        {
            var content = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var document = Encoding.UTF8.GetBytes($$"""{"a":"{{content}}","b":1}""");
            var plain = JsonElement.Parse(document).GetProperty("a").GetString()!;
            var text = new MappedText();
            text.Read(document.AsSpan(6, document.Length - 14), 6);
            text.Characters.ToString().ShouldBe(plain);

            var edits = new TextEdits();
            var hidden = new bool[plain.Length];
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var start = random.Next(plain.Length);
                var length = random.Next(1, plain.Length - start + 1);
                edits.Replace(text.BytesOf(start, length), "#");
                hidden.AsSpan(start, length).Fill(true);
            }

            var edited = JsonElement.Parse(edits.Apply(document));
            edited.GetProperty("b").GetInt32().ShouldBe(1);
            var left = edited.GetProperty("a").GetString()!;
            left.ShouldContain('#');
            for (var i = 1; i < plain.Length; i++)
            {
                if (char.IsSurrogatePair(plain[i - 1], plain[i]))
                {
                    hidden[i - 1] = hidden[i] |= hidden[i - 1];
                }
            }

            left.Replace("#", "", StringComparison.Ordinal).ShouldBe(string.Concat(plain.Where((_, i) => !hidden[i])), $"{plain} became {left}");
        }
    }

    [Fact]
    public async Task A_document_is_refused_or_masked_before_the_client_gets_any_of_it()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        await rig.ApplyAsync(TestModules.Of("nothing", "retry"));
        var (_, plain) = await AskAsync(rig);
        var word = plain.Split(' ', StringSplitOptions.RemoveEmptyEntries).First(part => part.Length > 3 && part.All(char.IsAsciiLetter));

        await rig.ApplyAsync(Rule(word, "mask", side: "response"));
        var (masked, text) = await AskAsync(rig);
        masked.ShouldBe(HttpStatusCode.OK);
        text.ShouldBe(plain.Replace(word, "[masked]", StringComparison.Ordinal));

        await rig.ApplyAsync(Rule(word, "block", side: "response"));
        using var response = await rig.SendAsync(Path, GatewayRig.Chat());
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldNotContain(word);
        await rig.IdleAsync();
        var end = await rig.Recorder.EndAsync(2);
        (end.Status, end.ErrorCode).ShouldBe((InterceptionStatus.Failed, "guardrail_blocked"));
        end.Usage.Output.ShouldBeGreaterThan(0, "it was paid for");
    }

    [Fact]
    public async Task A_stream_ends_with_the_error_event_where_a_rule_matches_across_events()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        var (_, plain) = await AskAsync(rig);
        var words = plain.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        words.Length.ShouldBeGreaterThan(2);
        await rig.ApplyAsync(Rule($"{words[0]} {words[1]}", "mask", side: "response"));

        using var response = await rig.SendAsync(Path, GatewayRig.Chat(stream: true));
        var stream = await ReadToTheCutAsync(response);

        stream.ShouldContain("guardrail_blocked");
        stream.ShouldNotContain("[DONE]");
        (await rig.Recorder.EndAsync(1)).ErrorCode.ShouldBe("guardrail_blocked");

        await rig.ApplyAsync(Rule($"{words[0]} {words[1]}", "monitor", side: "both"));
        using var watched = await rig.SendAsync(Path, GatewayRig.Chat(stream: true));
        (await watched.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task An_answer_too_long_to_be_checked_does_not_pass_a_rule_that_could_refuse_it()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        rig.Simulator.Rules.Add(new Switchyard.Simulator.Rules.SimulatorRule { Change = static behavior => behavior with { Tokens = 1_000 } });
        var rule = Rule("zzz", "block", side: "response", module: ",\"maxResponseBytes\":1024");
        await rig.ApplyAsync(rule);
        using var refused = await rig.SendAsync(Path, GatewayRig.Chat());
        refused.Headers.TryGetValues("X-Switchyard-Error", out var codes).ShouldBe(true);
        codes.ShouldBe(["answer_unchecked"]);

        await rig.ApplyAsync(Rule("zzz", "monitor", side: "response", module: ",\"maxResponseBytes\":1024"));
        using var passed = await rig.SendAsync(Path, GatewayRig.Chat());
        passed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("chat_completions", """{"choices":[{"index":1,"delta":{"role":"assistant","content":"ab"}},{"delta":{"tool_calls":[{"id":"x","function":{"name":"f","arguments":"cd"}}]}}]}""", "1:ab 0:cd")]
    [InlineData("messages", """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"ab"}}""", "2:ab")]
    [InlineData("messages", """{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""", "")]
    [InlineData("responses", """{"type":"response.output_text.delta","output_index":1,"content_index":2,"item_id":"x","delta":"ab"}""", "1002:ab")]
    [InlineData("responses", """{"type":"response.completed","response":{"output":[{"text":"ab"}]}}""", "")]
    [InlineData("chat_completions", "[DONE]", "")]
    public void The_texts_of_events_are_found(string format, string data, string texts) =>
        string.Join(' ', StreamTexts.Of(format, Encoding.UTF8.GetBytes(data)).Select(text => $"{text.Part}:{text.Text}")).ShouldBe(texts);

    private static Switchyard.Model.Modules.ModuleConfig Rule(string pattern, string action, string side = "request", string more = "", string module = "") =>
        TestModules.Of("g", "guardrail.regex", $$"""{"rules":[{"name":"r","pattern":"{{pattern}}","action":"{{action}}","on":"{{side}}"{{more}}}]{{module}}}""");

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(GatewayRig rig)
    {
        using var response = await rig.SendAsync(Path, GatewayRig.Chat());
        var json = JsonElement.Parse(await response.Content.ReadAsStringAsync(GatewayRig.Ending));
        await rig.IdleAsync();
        return (response.StatusCode, json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
    }

    private static async Task<string> ReadToTheCutAsync(HttpResponseMessage response)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        await using var stream = await response.Content.ReadAsStreamAsync(GatewayRig.Ending);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, GatewayRig.Ending)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            return text.ToString();
        }

        throw new InvalidOperationException("The stream came to a clean end: " + text);
    }
}
