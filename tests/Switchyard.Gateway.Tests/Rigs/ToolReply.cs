using System.Text.Json.Nodes;
using Switchyard.Gateway.Tests.Streaming;

namespace Switchyard.Gateway.Tests.Rigs;

/// <summary>What a client got of a request, as a document or as a stream.</summary>
internal sealed record ToolReply(string Api, int Status, string Text, IReadOnlyList<Sse.Event> Events, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The answer: the document, or what the events amount to for a client that assembles them as the API describes.</summary>
    public JsonNode Answer => Events.Count == 0 ? JsonNode.Parse(Text)! : Api switch
    {
        "messages" => Message(),
        "responses" => Response(),
        _ => Completion(),
    };

    /// <summary>All text of it.</summary>
    public string Said => Api switch
    {
        "messages" => string.Concat(Answer["content"]!.AsArray().Select(static block => block!["text"]?.GetValue<string>())),
        "responses" => string.Concat(Answer["output"]!.AsArray().SelectMany(static item => item!["content"]?.AsArray() ?? []).Select(static part => part!["text"]?.GetValue<string>())),
        _ => Answer["choices"]![0]!["message"]!["content"]?.GetValue<string>() ?? "",
    };

    /// <summary>Names of the tools that the client is to call.</summary>
    public IReadOnlyList<string> Calls => Api switch
    {
        "messages" => [.. Answer["content"]!.AsArray().Where(static block => block!["type"]!.GetValue<string>() == "tool_use").Select(static block => block!["name"]!.GetValue<string>())],
        "responses" => [.. Answer["output"]!.AsArray().Where(static item => item!["type"]!.GetValue<string>() == "function_call").Select(static item => item!["name"]!.GetValue<string>())],
        _ => [.. (Answer["choices"]![0]!["message"]!["tool_calls"]?.AsArray() ?? []).Select(static call => call!["function"]!["name"]!.GetValue<string>())],
    };

    /// <summary>Input and output tokens.</summary>
    public (long Input, long Output) Usage
    {
        get
        {
            var usage = Answer["usage"]!;
            return ((usage["input_tokens"] ?? usage["prompt_tokens"])!.GetValue<long>(), (usage["output_tokens"] ?? usage["completion_tokens"])!.GetValue<long>());
        }
    }

    private IEnumerable<JsonNode> Parsed => Events.Where(static item => item.Data != "[DONE]").Select(static item => JsonNode.Parse(item.Data)!);

    private JsonObject Completion()
    {
        Events[^1].Data.ShouldBe("[DONE]");
        Events.Count(static item => item.Data == "[DONE]").ShouldBe(1);
        var message = new JsonObject { ["role"] = null, ["content"] = null };
        var calls = new SortedDictionary<int, JsonObject>();
        JsonObject? answer = null;
        string? finish = null;
        foreach (var chunk in Parsed)
        {
            answer ??= new JsonObject { ["id"] = chunk["id"]!.DeepClone() };
            chunk["id"]!.GetValue<string>().ShouldBe(answer["id"]!.GetValue<string>());
            if (chunk["usage"] is JsonObject usage)
            {
                answer.ContainsKey("usage").ShouldBeFalse("usage comes once");
                answer["usage"] = usage.DeepClone();
            }

            if (chunk["choices"]!.AsArray() is not [{ } choice])
            {
                continue;
            }

            finish.ShouldBeNull("nothing follows the reason of the end");
            finish = choice["finish_reason"]?.GetValue<string>();
            var delta = choice["delta"]!;
            if (delta["role"] is { } role)
            {
                message["role"].ShouldBeNull("one role chunk");
                message["role"] = role.DeepClone();
            }

            if (delta["content"] is { } content)
            {
                message["content"] = (message["content"]?.GetValue<string>() ?? "") + content.GetValue<string>();
            }

            foreach (var call in delta["tool_calls"]?.AsArray() ?? [])
            {
                Merge(calls, call!);
            }
        }

        finish.ShouldNotBeNull();
        calls.Keys.ShouldBe(Enumerable.Range(0, calls.Count));
        if (calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. calls.Values]);
        }

        answer!["choices"] = new JsonArray(new JsonObject { ["message"] = message, ["finish_reason"] = finish });
        return answer;
    }

    private static void Merge(SortedDictionary<int, JsonObject> calls, JsonNode piece)
    {
        var index = piece["index"]!.GetValue<int>();
        if (!calls.TryGetValue(index, out var call))
        {
            call = calls[index] = new JsonObject { ["id"] = piece["id"]!.DeepClone(), ["function"] = new JsonObject { ["name"] = "", ["arguments"] = "" } };
        }

        foreach (var name in (string[])["name", "arguments"])
        {
            if (piece["function"]?[name] is { } text)
            {
                call["function"]![name] = call["function"]![name]!.GetValue<string>() + text.GetValue<string>();
            }
        }
    }

    private JsonObject Message()
    {
        Events[0].Name.ShouldBe("message_start");
        Events[^1].Name.ShouldBe("message_stop");
        JsonObject? message = null;
        var blocks = new List<JsonObject>();
        JsonObject? open = null;
        foreach (var item in Parsed)
        {
            switch (item["type"]!.GetValue<string>())
            {
                case "message_start":
                    message.ShouldBeNull("one start");
                    message = (JsonObject)item["message"]!.DeepClone();
                    break;
                case "content_block_start":
                    open.ShouldBeNull();
                    item["index"]!.GetValue<int>().ShouldBe(blocks.Count);
                    open = (JsonObject)item["content_block"]!.DeepClone();
                    blocks.Add(open);
                    break;
                case "content_block_delta":
                    item["index"]!.GetValue<int>().ShouldBe(blocks.Count - 1);
                    Add(open!, item["delta"]!);
                    break;
                case "content_block_stop":
                    item["index"]!.GetValue<int>().ShouldBe(blocks.Count - 1);
                    if (open!["partial"] is { } partial)
                    {
                        open["input"] = JsonNode.Parse(partial.GetValue<string>() is { Length: > 0 } text ? text : "{}");
                        open.Remove("partial");
                    }

                    open = null;
                    break;
                case "message_delta":
                    message!["stop_reason"] = item["delta"]!["stop_reason"]!.DeepClone();
                    foreach (var (name, value) in item["usage"]!.AsObject())
                    {
                        message["usage"]![name] = value?.DeepClone();
                    }

                    break;
            }
        }

        message!["content"] = new JsonArray([.. blocks]);
        return message;
    }

    private static void Add(JsonObject block, JsonNode delta)
    {
        foreach (var (name, value) in delta.AsObject().Where(static member => member.Key != "type"))
        {
            var own = name == "partial_json" ? "partial" : name;
            block[own] = (block[own]?.GetValue<string>() ?? "") + value!.GetValue<string>();
        }
    }

    private JsonNode Response()
    {
        Events[0].Name.ShouldBe("response.created");
        Events.Count(static item => item.Name == "response.created").ShouldBe(1);
        var items = Parsed.ToList();
        items.Select(static item => item["sequence_number"]!.GetValue<int>()).ShouldBe(Enumerable.Range(0, items.Count));
        var last = items[^1]["response"]!;
        var added = items.Where(static item => item["type"]!.GetValue<string>() == "response.output_item.added").Select(static item => item["output_index"]!.GetValue<int>()).ToList();
        added.ShouldBe(Enumerable.Range(0, added.Count));
        foreach (var item in items.Where(static item => item["response"] is not null))
        {
            item["response"]!["id"]!.GetValue<string>().ShouldBe(last["id"]!.GetValue<string>());
        }

        var done = items.Where(static item => item["type"]!.GetValue<string>() == "response.output_item.done").ToList();
        new JsonArray([.. done.Select(static item => item["item"]!.DeepClone())]).ToJsonString().ShouldBe(last["output"]!.ToJsonString());
        done.Select(static item => item["output_index"]!.GetValue<int>()).ShouldBe(added);
        return last;
    }
}
