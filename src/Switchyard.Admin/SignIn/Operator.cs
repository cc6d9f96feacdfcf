namespace Switchyard.Admin.SignIn;

/// <summary>Who is doing it: the signed-in caller of the control plane, as the audit shows it.</summary>
/// <param name="Id">UUIDv7, or <see cref="BootstrapId"/>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What it may do.</param>
internal sealed record Operator(Guid Id, string Name, OperatorRole Role)
{
    /// <summary>Id of the operator that the process's own token signs in, the same on every node.</summary>
    public static readonly Guid BootstrapId = new("00000000-0000-7000-8000-000000000001");

    /// <summary>The operator behind the process's own token.</summary>
    public static Operator Bootstrap { get; } = new(BootstrapId, "bootstrap", OperatorRole.Admin);

    /// <summary>What kind of actor the audit names: a person or program that signed in, or the system itself.</summary>
    public string Kind { get; init; } = "operator";

    public bool May(Permission permission) => Role >= permission.Least;
}
