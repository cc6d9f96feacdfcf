using Switchyard.Faults.Ledger;

namespace Switchyard.Faults.Workload;

/// <summary>What the control plane answered to a write.</summary>
/// <param name="Answer">What is known by it.</param>
/// <param name="Status">Status, or null without an answer.</param>
/// <param name="Revision">The revision that holds the write, if it is done.</param>
/// <param name="Id">Id of the record that was made, or null.</param>
/// <param name="Said">For people.</param>
internal sealed record ControlAnswer(WriteAnswer Answer, int? Status, long? Revision, string? Id, string Said);
