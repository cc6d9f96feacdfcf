namespace Switchyard.Model.Limits;

/// <summary>What a limit counts together.</summary>
public enum LimitScope
{
    /// <summary>All requests of the node.</summary>
    Node,

    /// <summary>Requests of one provider.</summary>
    Provider,

    /// <summary>Requests of one user.</summary>
    User,

    /// <summary>Requests of one access key.</summary>
    AccessKey,
}
