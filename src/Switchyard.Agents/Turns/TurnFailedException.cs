namespace Switchyard.Agents.Turns;

/// <summary>A turn can not go on.</summary>
/// <param name="code">Stable code.</param>
/// <param name="message">One sentence, without addresses or secrets.</param>
/// <param name="advice">What to do.</param>
internal sealed class TurnFailedException(string code, string message, string advice) : Exception(message)
{
    /// <summary>Stable code.</summary>
    public string Code { get; } = code;

    /// <summary>What to do.</summary>
    public string Advice { get; } = advice;
}
