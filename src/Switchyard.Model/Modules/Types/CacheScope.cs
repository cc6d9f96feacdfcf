namespace Switchyard.Model.Modules.Types;

/// <summary>Whose requests share cached answers.</summary>
public enum CacheScope
{
    /// <summary>Those of one access key.</summary>
    AccessKey,

    /// <summary>Those of one user.</summary>
    User,

    /// <summary>Everybody's.</summary>
    Everyone,
}
