namespace Switchyard.Admin.SignIn;

/// <summary>The right to use a group of routes. <paramref name="Name"/> is what a 403 names; <paramref name="Least"/> is the least role that has it.</summary>
internal sealed record Permission(string Name, OperatorRole Least)
{
    /// <summary>What concerns the caller only.</summary>
    public static readonly Permission Own = new("own", OperatorRole.Viewer);
    public static readonly Permission ProvidersRead = new("providers.read", OperatorRole.Viewer);
    public static readonly Permission ProvidersWrite = new("providers.write", OperatorRole.Operator);
    public static readonly Permission AccessRead = new("access.read", OperatorRole.Viewer);
    public static readonly Permission AccessWrite = new("access.write", OperatorRole.Operator);
    public static readonly Permission GatewaysRead = new("gateways.read", OperatorRole.Viewer);
    public static readonly Permission GatewaysWrite = new("gateways.write", OperatorRole.Operator);
    public static readonly Permission ConfigRead = new("config.read", OperatorRole.Viewer);
    public static readonly Permission ConfigWrite = new("config.write", OperatorRole.Operator);
    public static readonly Permission WorkspacesRead = new("workspaces.read", OperatorRole.Viewer);
    public static readonly Permission WorkspaceAdmin = new("workspace.admin", OperatorRole.Operator);
    public static readonly Permission BundlesRead = new("bundles.read", OperatorRole.Viewer);
    public static readonly Permission BundlesWrite = new("bundles.write", OperatorRole.Operator);

    /// <summary>Whoever defines a command runs code on the nodes.</summary>
    public static readonly Permission BundlesExecute = new("bundles.execute", OperatorRole.Admin);
    public static readonly Permission RolloutRead = new("rollout.read", OperatorRole.Viewer);
    public static readonly Permission RecordingRead = new("recording.read", OperatorRole.Viewer);
    public static readonly Permission RecordingTexts = new("recording.texts", OperatorRole.Admin);
    public static readonly Permission AuditRead = new("audit.read", OperatorRole.Viewer);
    public static readonly Permission SecretsRead = new("secrets.read", OperatorRole.Operator);
    public static readonly Permission SecretsWrite = new("secrets.write", OperatorRole.Admin);
    public static readonly Permission OperatorsRead = new("operators.read", OperatorRole.Admin);
    public static readonly Permission OperatorsWrite = new("operators.write", OperatorRole.Admin);

    /// <summary>All of them, so that a client can know beforehand what it will be refused.</summary>
    public static IReadOnlyList<Permission> All { get; } =
    [
        Own, ProvidersRead, ProvidersWrite, AccessRead, AccessWrite, GatewaysRead,
        GatewaysWrite, ConfigRead, ConfigWrite, WorkspacesRead, WorkspaceAdmin, BundlesRead,
        BundlesWrite, BundlesExecute, RolloutRead, RecordingRead, RecordingTexts, AuditRead,
        SecretsRead, SecretsWrite, OperatorsRead, OperatorsWrite,
    ];
}
