using Switchyard.Model.Secrets;

namespace Switchyard.Admin.Options;

/// <summary>What the process tells the control plane at its start.</summary>
public sealed record AdminOptions
{
    /// <summary>The bootstrap operator's token, 16 characters or more; the same operator on every node. Null: only operators of the database sign in.</summary>
    public Secret? BootstrapToken { get; init; }

    /// <summary>
    /// Host names under which the control plane may be addressed, without port, in addition to loopback and to the literal address of the listener; <c>*</c> allows any.
    /// Anything else is answered with 421 (RFC 9110 §15.5.20), so that a page of another site can not reach it by a rebound name.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The issuer whose people may sign in; null: operators sign in by token only.</summary>
    public FederationOptions? Federation { get; init; }

    /// <summary>Longest request body in bytes; a longer one is answered with 413.</summary>
    public int MaxBodyBytes { get; init; } = 1 << 20;
}
