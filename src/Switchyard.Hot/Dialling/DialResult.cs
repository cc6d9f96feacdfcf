namespace Switchyard.Hot.Dialling;

/// <summary>A connection that was dialled. It belongs to whoever gets this.</summary>
/// <typeparam name="TId">What identifies one.</typeparam>
/// <typeparam name="TConnection">The connection.</typeparam>
/// <param name="Id">Whom it leads to.</param>
/// <param name="Connection">The connection; it does not depend on the token of the dial.</param>
/// <param name="Outcome">How it came about.</param>
/// <param name="Questions">How often it was asked whom to dial.</param>
public sealed record DialResult<TId, TConnection>(TId Id, TConnection Connection, DialOutcome Outcome, int Questions)
    where TId : notnull
    where TConnection : notnull;
