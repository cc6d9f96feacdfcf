namespace Switchyard.Bundles.Endpoint.Access;

/// <summary>Whether a request was let in: either the caller, or why not.</summary>
public sealed record McpAdmission
{
    private McpAdmission(McpCaller? caller, McpRefusal? refusal) => (Caller, Refusal) = (caller, refusal);

    /// <summary>Who was let in, or null.</summary>
    public McpCaller? Caller { get; }

    /// <summary>Why nobody was, or null.</summary>
    public McpRefusal? Refusal { get; }

    /// <summary>Lets <paramref name="caller"/> in.</summary>
    public static McpAdmission Admit(McpCaller caller) => new(caller, null);

    /// <summary>Lets nobody in.</summary>
    public static McpAdmission Refuse(McpRefusal refusal) => new(null, refusal);
}
