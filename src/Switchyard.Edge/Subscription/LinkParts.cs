using Switchyard.Edge.Contact;
using Switchyard.Edge.LastGood;
using Switchyard.Edge.Status;

namespace Switchyard.Edge.Subscription;

/// <summary>What the link tells and asks.</summary>
/// <param name="Contact">When the control plane was heard.</param>
/// <param name="Disk">The last good state.</param>
/// <param name="Status">How the edge stands.</param>
/// <param name="Instruments">Metrics.</param>
internal sealed record LinkParts(ContactClock Contact, LastGoodStore Disk, EdgeStatus Status, EdgeInstruments Instruments);
