namespace Switchyard.Configuration.Sources.Database;

/// <summary>Tables that change together, as signals tell of them.</summary>
[Flags]
internal enum RecordParts
{
    None = 0,

    /// <summary>Providers, their keys, and what of them was cut.</summary>
    Providers = 1,

    /// <summary>Users and access keys.</summary>
    Access = 2,

    /// <summary>Modules.</summary>
    Modules = 4,

    /// <summary>Documents and the canary on trial.</summary>
    Documents = 8,

    /// <summary>Workspaces and bundles.</summary>
    Bundles = 16,

    All = Providers | Access | Modules | Documents | Bundles,
}
