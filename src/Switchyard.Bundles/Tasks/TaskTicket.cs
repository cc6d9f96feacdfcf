namespace Switchyard.Bundles.Tasks;

/// <summary>What the id of a task says, to any node.</summary>
/// <param name="Number">Makes it the only one of its kind.</param>
/// <param name="Node">The node that has the task.</param>
/// <param name="CreatedAt">When it was made, to the millisecond, by that node's clock.</param>
/// <param name="Ttl">How long it lives from then on.</param>
internal sealed record TaskTicket(Guid Number, Guid Node, DateTimeOffset CreatedAt, TimeSpan Ttl);
