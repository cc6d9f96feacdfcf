using Switchyard.Gateway.Asking.Events;
using Switchyard.Gateway.Asking.Messages;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;

namespace Switchyard.Gateway.Asking;

/// <summary>A series of requests that are routed by one configuration. It keeps that configuration's providers alive until it is disposed. Not for use by two threads.</summary>
public interface IModelVisit : IDisposable
{
    /// <summary>The configuration that routes.</summary>
    ConfigurationModel Configuration { get; }

    /// <summary>Asks a model and streams what it says. The last event is a <see cref="ModelEnded"/> or a <see cref="ModelFailed"/>, and nothing is thrown for what an upstream or the gateway refuses.</summary>
    /// <exception cref="OperationCanceledException">It was given up; the upstream is told.</exception>
    IAsyncEnumerable<ModelEvent> AskAsync(ModelRequest request, CancellationToken cancellationToken = default);

    /// <summary>What is wrong with a model's arguments for a tool, as a sentence for the model; null when the tool may be called.</summary>
    string? FaultOf(OfferedTool tool, ReadOnlyMemory<byte> arguments);

    /// <summary>What a model is told of the result of a tool: its text, no more than <c>server.tools.maxResultBytes</c> of it.</summary>
    (string Text, bool IsError) Read(ToolCallResult result);
}
