using System.Text.Json;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Dialects.OpenAI;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal class ChatCompletionsDialect : OpenAIDialect
{
    public override bool NeedsModel => true;

    public override byte[] Answer(Turn turn) => Json(json =>
    {
        Envelope(json, turn, "chat.completion");
        json.Array("choices", choices =>
        {
            for (var index = 0; index < turn.Facts.Choices; index++)
            {
                var choice = index;
                choices.Item(item => Choice(item, turn, choice));
            }
        });
        if (turn.Behavior.ReportsUsage)
        {
            json.Object("usage", usage => WriteUsage(usage, turn));
        }

        json.WriteString("service_tier", "default");
        json.WriteString("system_fingerprint", "fp_sim");
    });

    public override StreamScript Script(Turn turn) => new([.. Events(turn)]);

    protected virtual IEnumerable<ScriptedEvent> Events(Turn turn)
    {
        for (var index = 0; index < turn.Facts.Choices; index++)
        {
            var choice = index;
            yield return Chunk(turn, choice, delta =>
            {
                delta.WriteString("role", "assistant");
                if (!turn.Speaks)
                {
                    delta.WriteNull("content");
                }
                else
                {
                    delta.WriteString("content", "");
                }

                delta.WriteNull("refusal");
            });
        }

        foreach (var item in (turn.Speaks ? TextEvents(turn) : []).Concat(ToolEvents(turn)))
        {
            yield return item;
        }

        for (var index = 0; index < turn.Facts.Choices; index++)
        {
            yield return Chunk(turn, index, _ => { }, FinishReason(turn));
        }

        if (turn.Facts.IncludeUsage && turn.Behavior.ReportsUsage)
        {
            yield return ScriptedEvent.Of(null, json =>
            {
                Envelope(json, turn, "chat.completion.chunk");
                json.Array("choices");
                json.Object("usage", usage => WriteUsage(usage, turn));
            });
        }

        if (turn.Behavior.SendsTerminator)
        {
            yield return new ScriptedEvent(null, "[DONE]"u8.ToArray());
        }
    }

    private static IEnumerable<ScriptedEvent> TextEvents(Turn turn)
    {
        for (var index = 0; index < turn.Tokens; index++)
        {
            for (var choice = 0; choice < turn.Facts.Choices; choice++)
            {
                var token = turn.Token(choice, index);
                yield return Chunk(turn, choice, delta => delta.WriteString("content", token));
            }
        }
    }

    private static IEnumerable<ScriptedEvent> ToolEvents(Turn turn)
    {
        for (var choice = 0; choice < turn.Facts.Choices; choice++)
        {
            for (var index = 0; index < turn.ToolCalls.Count; index++)
            {
                var (call, position) = (turn.ToolCalls[index], index);
                var isFirst = true;
                foreach (var name in call.NamePieces(turn.Behavior.NamePieces))
                {
                    var begins = isFirst;
                    yield return Chunk(turn, choice, delta => delta.Array("tool_calls", calls => calls.Item(item =>
                    {
                        item.WriteNumber("index", position);
                        if (begins)
                        {
                            WriteCall(item, call with { Name = name }, arguments: "");
                        }
                        else
                        {
                            item.Object("function", function => function.WriteString("name", name));
                        }
                    })));
                    isFirst = false;
                }

                foreach (var fragment in call.Fragments)
                {
                    yield return Chunk(turn, choice, delta => delta.Array("tool_calls", calls => calls.Item(item =>
                    {
                        item.WriteNumber("index", position);
                        item.Object("function", function => function.WriteString("arguments", fragment));
                    })));
                }
            }
        }
    }

    private static ScriptedEvent Chunk(Turn turn, int choice, Action<Utf8JsonWriter> delta, string? finishReason = null) => ScriptedEvent.Of(null, json =>
    {
        Envelope(json, turn, "chat.completion.chunk");
        json.Array("choices", choices => choices.Item(item =>
        {
            item.WriteNumber("index", choice);
            item.Object("delta", delta);
            item.WriteNull("logprobs");
            item.WriteString("finish_reason", finishReason);
        }));
        if (turn.Facts.IncludeUsage)
        {
            json.WriteNull("usage");
        }
    });

    private static void Choice(Utf8JsonWriter item, Turn turn, int choice)
    {
        item.WriteNumber("index", choice);
        item.Object("message", message =>
        {
            message.WriteString("role", "assistant");
            message.WriteString("content", turn.Speaks ? turn.Text(choice) : null);
            if (turn.ToolCalls.Count > 0)
            {
                message.Array("tool_calls", calls =>
                {
                    foreach (var call in turn.ToolCalls)
                    {
                        calls.Item(json => WriteCall(json, call, call.Arguments));
                    }
                });
            }

            message.WriteNull("refusal");
            message.Array("annotations");
        });
        item.WriteNull("logprobs");
        item.WriteString("finish_reason", FinishReason(turn));
    }

    private static void WriteCall(Utf8JsonWriter json, ToolCall call, string arguments)
    {
        json.WriteString("id", call.IdWith("call_"));
        json.WriteString("type", "function");
        json.Object("function", function =>
        {
            function.WriteString("name", call.Name);
            function.WriteString("arguments", arguments);
        });
    }

    private static string FinishReason(Turn turn) => turn switch
    {
        { HitsLimit: true } => "length",
        { ToolCalls.Count: > 0 } => "tool_calls",
        _ => "stop",
    };

    private static void Envelope(Utf8JsonWriter json, Turn turn, string kind)
    {
        json.WriteString("id", turn.Id("chatcmpl-"));
        json.WriteString("object", kind);
        json.WriteNumber("created", Turn.Created);
        json.WriteString("model", turn.Model);
    }

    private static void WriteUsage(Utf8JsonWriter usage, Turn turn)
    {
        var details = turn.Behavior.Details;
        usage.WriteNumber("prompt_tokens", turn.InputTokens);
        usage.WriteNumber("completion_tokens", turn.OutputTokens);
        usage.WriteNumber("total_tokens", turn.InputTokens + turn.OutputTokens);
        usage.Object("prompt_tokens_details", json =>
        {
            json.WriteNumber("cached_tokens", details.Cached);
            json.WriteNumber("audio_tokens", details.Audio);
        });
        usage.Object("completion_tokens_details", json =>
        {
            json.WriteNumber("reasoning_tokens", turn.Behavior.Reasoning);
            json.WriteNumber("audio_tokens", details.Audio);
            json.WriteNumber("accepted_prediction_tokens", details.AcceptedPrediction);
            json.WriteNumber("rejected_prediction_tokens", details.RejectedPrediction);
        });
    }
}
