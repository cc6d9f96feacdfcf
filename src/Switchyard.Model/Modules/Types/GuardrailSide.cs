namespace Switchyard.Model.Modules.Types;

/// <summary>Which texts a guardrail reads.</summary>
[Flags]
public enum GuardrailSide
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Texts of requests.</summary>
    Request = 1,

    /// <summary>Texts of responses.</summary>
    Response = 2,

    /// <summary>Both.</summary>
    Both = Request | Response,
}
