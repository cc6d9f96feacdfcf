using System.Text.Json.Serialization;

namespace Switchyard.Faults.Ledger;

/// <summary>One line of the ledger: something that was promised, seen or done to the system.</summary>
/// <param name="At">When it was known, on the one monotonic clock of the run.</param>
/// <param name="Actor">Who writes it.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunBegan), "runBegan")]
[JsonDerivedType(typeof(WriteAsked), "writeAsked")]
[JsonDerivedType(typeof(WriteAnswered), "writeAnswered")]
[JsonDerivedType(typeof(ConfigurationSeen), "configurationSeen")]
[JsonDerivedType(typeof(AppliedReported), "appliedReported")]
[JsonDerivedType(typeof(RequestAsked), "requestAsked")]
[JsonDerivedType(typeof(RequestEnded), "requestEnded")]
[JsonDerivedType(typeof(EventSeen), "eventSeen")]
[JsonDerivedType(typeof(FaultBegan), "faultBegan")]
[JsonDerivedType(typeof(FaultEnded), "faultEnded")]
[JsonDerivedType(typeof(RevisionKept), "revisionKept")]
[JsonDerivedType(typeof(UsageKept), "usageKept")]
[JsonDerivedType(typeof(MessageAsked), "messageAsked")]
[JsonDerivedType(typeof(TurnEnded), "turnEnded")]
[JsonDerivedType(typeof(ChatKept), "chatKept")]
[JsonDerivedType(typeof(ChatBegan), "chatBegan")]
[JsonDerivedType(typeof(ErrandKept), "errandKept")]
[JsonDerivedType(typeof(Settled), "settled")]
internal abstract record LedgerEntry(TimeSpan At, string Actor);
