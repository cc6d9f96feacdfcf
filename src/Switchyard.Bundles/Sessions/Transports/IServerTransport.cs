using Switchyard.Bundles.Sessions.Messages;

namespace Switchyard.Bundles.Sessions.Transports;

/// <summary>The way to one server. It has one owner, who ends it by <see cref="StopAsync"/>.</summary>
internal interface IServerTransport
{
    /// <summary>Completes, never fails, when nothing of the server and of the way to it is left.</summary>
    Task<ServerEnd> Ended { get; }

    /// <summary>Whether what the server says of its own accord arrives.</summary>
    bool HearsServer { get; }

    /// <summary>Whether giving up a request reaches the server by itself, so that it needs no notification.</summary>
    bool CancelsByItself { get; }

    /// <summary>The last lines of standard error, without secrets.</summary>
    IReadOnlyList<string> LastLines { get; }

    /// <summary>Connects, and hands what arrives to <paramref name="sink"/> from then on.</summary>
    /// <exception cref="ServerLostException">It can not be reached.</exception>
    /// <exception cref="ServerErrorException">It refuses.</exception>
    Task OpenAsync(IMessageSink sink, CancellationToken cancellationToken);

    /// <summary>Tells which version of the protocol was agreed upon.</summary>
    void Agree(ProtocolVersion version);

    /// <summary>
    /// Sends a message. Completes when it was handed over; of a request over HTTP when its answer was given to the sink.
    /// </summary>
    /// <exception cref="ServerLostException">It could not be sent, or there will be no answer.</exception>
    /// <exception cref="ServerErrorException">It was refused.</exception>
    Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken);

    /// <summary>Ends it and waits until nothing is left. Calling it again waits for the same end; <see cref="StopMode.Now"/> hurries.</summary>
    ValueTask StopAsync(StopMode mode);
}
