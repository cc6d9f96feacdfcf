namespace Switchyard.Gateway.Asking.Events;

/// <summary>Tokens of one answer.</summary>
/// <param name="InputTokens">Read by the model, those out of its cache included as its API counts them.</param>
/// <param name="OutputTokens">Written by it.</param>
public readonly record struct ModelUsage(long InputTokens, long OutputTokens)
{
    /// <summary>Both together with another's.</summary>
    public ModelUsage Plus(ModelUsage other) => new(InputTokens + other.InputTokens, OutputTokens + other.OutputTokens);
}
