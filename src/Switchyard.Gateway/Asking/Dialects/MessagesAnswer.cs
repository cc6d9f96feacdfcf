using System.Text.Json;
using Switchyard.Gateway.Asking.Events;

namespace Switchyard.Gateway.Asking.Dialects;

/// <summary>Reads a stream of Anthropic's Messages (API reference, "Streaming messages"): it is complete with <c>message_stop</c>.</summary>
internal sealed class MessagesAnswer : IAnswerReader
{
    private readonly CallBuilder _calls = new();
    private readonly HashSet<long> _begunWithInput = [];
    private string? _stop;
    private bool _ended;
    private ModelUsage _usage;

    /// <inheritdoc />
    public ModelFailed? Failure { get; private set; }

    /// <inheritdoc />
    public string Take(string data)
    {
        using var document = JsonDocument.Parse(data);
        var root = document.RootElement;
        switch (root.Text("type"))
        {
            case "message_start" when root.Member("message")?.Member("usage") is { } usage:
                Count(usage);
                break;
            case "content_block_start" when root.Member("content_block") is { } block:
                return Begin(root.Number("index"), block);
            case "content_block_delta" when root.Member("delta") is { } delta:
                return Continue(root.Number("index"), delta);
            case "message_delta":
                _stop = root.Member("delta")?.Text("stop_reason") ?? _stop;
                if (root.Member("usage") is { } sum)
                {
                    Count(sum);
                }

                break;
            case "message_stop":
                _ended = true;
                break;
            case "error":
                Failure = AnswerErrors.Of(502, root.Member("error") ?? root);
                break;
        }

        return "";
    }

    /// <inheritdoc />
    public ModelEnded? End() => _ended ? new ModelEnded(_calls.Build(), _usage, _stop == "max_tokens") : null;

    private string Begin(long place, JsonElement block)
    {
        if (block.Text("type") != "tool_use")
        {
            return block.Text("type") == "text" ? block.Text("text") ?? "" : "";
        }

        // Usually empty, with the input to follow in pieces.
        var input = block.Member("input") is { ValueKind: JsonValueKind.Object } given && given.EnumerateObject().Any() ? given.GetRawText() : null;
        if (input is not null)
        {
            _begunWithInput.Add(place);
        }

        _calls.Add(place, block.Text("id"), block.Text("name"), input);
        return "";
    }

    private string Continue(long place, JsonElement delta)
    {
        if (delta.Text("type") == "input_json_delta" && !_begunWithInput.Contains(place))
        {
            _calls.Add(place, null, null, delta.Text("partial_json"));
        }

        return delta.Text("type") == "text_delta" ? delta.Text("text") ?? "" : "";
    }

    // Sums so far; what an event does not name stays.
    private void Count(JsonElement usage)
    {
        var input = usage.Number("input_tokens") + usage.Number("cache_read_input_tokens") + usage.Number("cache_creation_input_tokens");
        _usage = new ModelUsage(Math.Max(input, _usage.InputTokens), Math.Max(usage.Number("output_tokens"), _usage.OutputTokens));
    }
}
