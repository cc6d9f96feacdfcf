namespace Switchyard.Cli.Terminal;

/// <summary>What a command ends with, for scripts.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Refused or failed.</summary>
    public const int Failed = 1;

    /// <summary>Used wrongly; for a wait: the time was over.</summary>
    public const int Usage = 2;

    /// <summary>What was named is not there.</summary>
    public const int NotFound = 3;

    /// <summary>It conflicts with what is there: taken name, changed in the meantime, owned by a file.</summary>
    public const int Conflict = 4;

    /// <summary>The server can not be reached.</summary>
    public const int Unreachable = 5;
}
