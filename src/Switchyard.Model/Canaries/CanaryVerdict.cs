namespace Switchyard.Model.Canaries;

/// <summary>What is to become of a canary now.</summary>
public enum CanaryVerdict
{
    /// <summary>It goes on.</summary>
    Wait,

    /// <summary>Its documents are written for all.</summary>
    Promote,

    /// <summary>It is taken back.</summary>
    Revert,
}
