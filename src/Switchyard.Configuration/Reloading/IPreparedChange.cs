namespace Switchyard.Configuration.Reloading;

/// <summary>What a consumer has prepared: committed once or undone. <see cref="IDisposable.Dispose"/> is always called last and undoes everything if <see cref="Commit"/> was not called.</summary>
public interface IPreparedChange : IDisposable
{
    /// <summary>Puts the prepared parts in force and retires the old ones. Only swaps references: must not throw, block or wait.</summary>
    void Commit();
}
