namespace Switchyard.Configuration.Reloading;

/// <summary>What came of a look at the sources.</summary>
public enum ReloadKind
{
    /// <summary>A new configuration is in force.</summary>
    Applied,

    /// <summary>The sources say what is in force already.</summary>
    Unchanged,

    /// <summary>The content can not be applied; the former one serves on.</summary>
    Rejected,

    /// <summary>The sources could not be read, or a part could not be built for a passing cause; tried again by itself.</summary>
    Failed,
}
