using Microsoft.Extensions.Logging;
using Switchyard.Edge.Contact;
using Switchyard.Edge.LastGood;
using Switchyard.Edge.Status;

namespace Switchyard.Edge.Subscription;

/// <summary>What every connection works with.</summary>
/// <param name="TokenHash">SHA-256 of the token.</param>
/// <param name="Contact">Is told when a node is heard.</param>
/// <param name="Disk">Is told how far the edge has come.</param>
/// <param name="Status">Is told how the edge stands.</param>
/// <param name="Time">Clock.</param>
/// <param name="Logger">Log.</param>
internal sealed record SessionSurroundings(ReadOnlyMemory<byte> TokenHash, ContactClock Contact, LastGoodStore Disk, EdgeStatus Status, TimeProvider Time, ILogger Logger);
