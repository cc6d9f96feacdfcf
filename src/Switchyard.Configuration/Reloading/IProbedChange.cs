namespace Switchyard.Configuration.Reloading;

/// <summary>A prepared change that can be tried before it is in force.</summary>
public interface IProbedChange : IPreparedChange
{
    /// <summary>Tries it, within the time that the prepared configuration gives for it. Nothing of it may be seen or counted by anybody else.</summary>
    /// <exception cref="ProbeFailedException">It does not work.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}
