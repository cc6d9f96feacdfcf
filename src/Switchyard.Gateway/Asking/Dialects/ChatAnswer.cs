using System.Text.Json;
using Switchyard.Gateway.Asking.Events;

namespace Switchyard.Gateway.Asking.Dialects;

/// <summary>Reads a stream of chat completion chunks (OpenAI API reference, "Streaming"): it is complete with a <c>finish_reason</c>.</summary>
internal sealed class ChatAnswer : IAnswerReader
{
    private readonly CallBuilder _calls = new();
    private string? _finish;
    private ModelUsage _usage;

    /// <inheritdoc />
    public ModelFailed? Failure { get; private set; }

    /// <inheritdoc />
    public string Take(string data)
    {
        if (data == "[DONE]")
        {
            return "";
        }

        using var document = JsonDocument.Parse(data);
        var root = document.RootElement;
        if (root.Member("error") is { ValueKind: JsonValueKind.Object } error)
        {
            Failure = AnswerErrors.Of(502, error);
            return "";
        }

        if (root.Member("usage") is { ValueKind: JsonValueKind.Object } usage)
        {
            _usage = new ModelUsage(usage.Number("prompt_tokens"), usage.Number("completion_tokens"));
        }

        var text = "";
        foreach (var choice in root.Elements("choices"))
        {
            // Only one was asked for.
            if (choice.Number("index") == 0)
            {
                text += Take(choice);
            }
        }

        return text;
    }

    /// <inheritdoc />
    public ModelEnded? End() => _finish is null ? null : new ModelEnded(_calls.Build(), _usage, _finish == "length");

    private string Take(JsonElement choice)
    {
        _finish = choice.Text("finish_reason") ?? _finish;
        if (choice.Member("delta") is not { ValueKind: JsonValueKind.Object } delta)
        {
            return "";
        }

        var place = 0;
        foreach (var call in delta.Elements("tool_calls"))
        {
            var function = call.Member("function");
            _calls.Add(call.Member("index") is null ? place : call.Number("index"), call.Text("id"), function?.Text("name"), function?.Text("arguments"));
            place++;
        }

        return delta.Text("content") ?? delta.Text("refusal") ?? "";
    }
}
