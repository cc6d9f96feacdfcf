using Switchyard.Simulator.Content;

namespace Switchyard.Simulator.Tests.Anthropic;

public sealed class MessagesTests : SimulatorFixture
{
    private const string Path = "/v1/messages";

    [Fact]
    public async Task A_blocking_answer_has_every_kind_of_usage()
    {
        var answer = await JsonAsync(Path, Message("sim-tokens-6-input-10-cached-4-cache5m-2-cache1h-3-websearch-1"));

        answer.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe(SimulatedText.For(SimulatedText.SeedOf("hello yard"), 6));
        answer.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
        var usage = answer.GetProperty("usage");
        usage.GetProperty("input_tokens").GetInt32().ShouldBe(10);
        usage.GetProperty("output_tokens").GetInt32().ShouldBe(6);
        usage.GetProperty("cache_read_input_tokens").GetInt32().ShouldBe(4);
        usage.GetProperty("cache_creation_input_tokens").GetInt32().ShouldBe(5);
        usage.GetProperty("cache_creation").GetProperty("ephemeral_5m_input_tokens").GetInt32().ShouldBe(2);
        usage.GetProperty("cache_creation").GetProperty("ephemeral_1h_input_tokens").GetInt32().ShouldBe(3);
        usage.GetProperty("server_tool_use").GetProperty("web_search_requests").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_has_the_whole_sequence_of_events()
    {
        var events = await EventsAsync(Path, Message("sim-tokens-2-seed-9", stream: true));

        events.Select(item => item.EventType).ShouldBe(
        [
            "message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop",
        ]);
        Joined(events, "text_delta", "text").ShouldBe(SimulatedText.For(9, 2));
        JsonDocument.Parse(events[^2].Data).RootElement.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Thinking_and_tools_stream_as_blocks_of_their_own()
    {
        var events = await EventsAsync(Path, Message("sim-reasoning-3-tools-1", stream: true, ""","tools":[{"name":"look","input_schema":{}}]"""));

        Joined(events, "thinking_delta", "thinking").ShouldNotBeEmpty();
        Joined(events, "signature_delta", "signature").ShouldNotBeEmpty();
        JsonDocument.Parse(Joined(events, "input_json_delta", "partial_json")).RootElement.GetProperty("query").ValueKind.ShouldBe(JsonValueKind.String);
        events.Count(item => item.EventType == "content_block_stop").ShouldBe(2);
        JsonDocument.Parse(events[^2].Data).RootElement.GetProperty("delta").GetProperty("stop_reason").GetString().ShouldBe("tool_use");

        var answer = await JsonAsync(Path, Message("sim-reasoning-3-tools-1", more: ""","tools":[{"name":"look","input_schema":{}}]"""));
        answer.GetProperty("content").EnumerateArray().Select(block => block.GetProperty("type").GetString()).ShouldBe(["thinking", "tool_use"]);
        answer.GetProperty("content")[1].GetProperty("name").GetString().ShouldBe("look");
    }

    [Fact]
    public async Task Errors_have_the_dialects_form()
    {
        using var response = await SendAsync(Path, """{"model":"sim","messages":[]}""");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Ending)).RootElement;
        error.GetProperty("type").GetString().ShouldBe("error");
        error.GetProperty("error").GetProperty("message").GetString().ShouldBe("max_tokens: Field required");
    }

    [Fact]
    public async Task Token_counting_and_event_logging_answer()
    {
        (await JsonAsync("/v1/messages/count_tokens", Message())).GetProperty("input_tokens").GetInt32().ShouldBe(2);
        (await JsonAsync("/api/event_logging/batch", """{"events":[]}""")).GetProperty("accepted_count").GetInt32().ShouldBe(1);
    }

    private static string Joined(List<SseItem<string>> events, string type, string member) => string.Concat(events
        .Where(item => item.EventType == "content_block_delta")
        .Select(item => JsonDocument.Parse(item.Data).RootElement.GetProperty("delta"))
        .Where(delta => delta.GetProperty("type").GetString() == type)
        .Select(delta => delta.GetProperty(member).GetString()));
}
