using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions.Messages;

namespace Switchyard.Bundles.Tasks;

/// <summary>What came of a task, as a text of known length.</summary>
internal sealed class KeptOutcome
{
    private readonly byte[] _text;

    private KeptOutcome(byte[] text) => _text = text;

    /// <summary>Bytes that it takes.</summary>
    public int Length => _text.Length;

    /// <summary>Keeps an outcome.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is nested too deep to be written.</exception>
    /// <exception cref="ArgumentException">It has half of a surrogate pair, which no text can have.</exception>
    public static KeptOutcome Of(CallOutcome outcome) => new(MessageWriter.Bytes(OutcomeText.Write(outcome)));

    /// <summary>The outcome, a copy of its own for each who asks.</summary>
    public CallOutcome Read() =>
        MessageParser.Parse(_text) is [var text] && OutcomeText.Read(text) is { } outcome ? outcome : throw new InvalidOperationException("What was kept of a task can not be read.");
}
