namespace Switchyard.Gateway.Modules;

/// <summary>Sees each event of a good answer that is a stream, before the client gets it.</summary>
public interface IStreamModule : IModule
{
    /// <summary>Looks at one event. A refusal ends the stream with the error event of the client's dialect; the event is not sent.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The event's name; empty where it has none.</param>
    /// <param name="data">Its data.</param>
    ModuleVerdict OnEvent(ModuleRequest request, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);
}
