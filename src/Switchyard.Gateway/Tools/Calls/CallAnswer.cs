namespace Switchyard.Gateway.Tools.Calls;

/// <summary>A call with what came of it.</summary>
/// <param name="Call">The call.</param>
/// <param name="Answer">What the model is told.</param>
internal sealed record CallAnswer(ModelCall Call, ToolAnswer Answer);
