namespace Switchyard.Gateway.Bridges;

/// <summary>Reads the error answers of a provider type whose form no client's dialect has, so that they can be told in the client's.</summary>
internal interface IUpstreamErrors
{
    /// <summary>What an answer with status 400 or above says; <paramref name="body"/> may be cut or be something else altogether.</summary>
    BridgeError Read(HttpResponseMessage response, ReadOnlyMemory<byte> body, string requestId);
}
