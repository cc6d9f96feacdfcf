namespace Switchyard.Configuration.Reloading;

/// <summary>Which step of a look failed for a passing cause.</summary>
internal enum FailedStep
{
    /// <summary>None.</summary>
    None,

    /// <summary>The sources could not be read, and never were in this process.</summary>
    FirstRead,

    /// <summary>The sources could not be read.</summary>
    Read,

    /// <summary>A part could not be prepared.</summary>
    Prepare,

    /// <summary>A part could not be prepared earlier, and it is not the time to try again.</summary>
    Held,
}
