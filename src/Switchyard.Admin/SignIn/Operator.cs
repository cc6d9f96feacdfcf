namespace Switchyard.Admin.SignIn;

/// <summary>Who is doing it: the signed-in caller of the control plane, as the audit shows it.</summary>
/// <param name="Id">UUIDv7, or <see cref="BootstrapId"/>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What it may do.</param>
internal sealed record Operator(Guid Id, string Name, OperatorRole Role)
{
    /// <summary>Id of the operator that the process's own token signs in, the same on every node.</summary>
    public static readonly Guid BootstrapId = new("00000000-0000-7000-8000-000000000001");

    /// <summary>The kind of those with a token.</summary>
    public const string TokenKind = "operator";

    /// <summary>Tells the credential it signed in with from the operator's next one; empty of the system itself.</summary>
    public string Proof { get; init; } = "";

    /// <summary>Whether it came with a session, not with its token.</summary>
    public bool HasSession { get; init; }

    /// <summary>What kind of actor the audit names: a person or program that signed in, or the system itself.</summary>
    public string Kind { get; init; } = TokenKind;

    public bool May(Permission permission) => Role >= permission.Least;
}
