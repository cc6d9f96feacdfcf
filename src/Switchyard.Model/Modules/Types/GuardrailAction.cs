namespace Switchyard.Model.Modules.Types;

/// <summary>What a guardrail does where its pattern matches.</summary>
public enum GuardrailAction
{
    /// <summary>Refuses.</summary>
    Block,

    /// <summary>Replaces exactly what matches. On a stream, whose events have gone by then, it refuses.</summary>
    Mask,

    /// <summary>Counts.</summary>
    Monitor,
}
