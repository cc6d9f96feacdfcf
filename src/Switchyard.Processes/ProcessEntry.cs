namespace Switchyard.Processes;

/// <summary>What <c>/proc/[pid]/stat</c> says of a process.</summary>
/// <param name="Id">Process id.</param>
/// <param name="State">One letter; <c>Z</c> is a zombie.</param>
/// <param name="Session">Session id.</param>
/// <param name="StartTime">Ticks since the machine's boot. Together with the id it names a process for as long as the machine runs.</param>
/// <param name="ResidentBytes">Memory in use.</param>
/// <param name="IsChangingProgram">Whether it is in the middle of <c>execve(2)</c>, where it has no environment to be recognised by for a moment: memory, but no place for an environment.</param>
internal readonly record struct ProcessEntry(int Id, char State, int Session, ulong StartTime, long ResidentBytes, bool IsChangingProgram)
{
    /// <summary>Whether it has ended and only waits for its parent to ask how.</summary>
    public bool IsZombie => State is 'Z' or 'X';
}
