using System.Text.Json;
using Switchyard.Gateway.Asking.Events;

namespace Switchyard.Gateway.Asking.Dialects;

/// <summary>Reads one streamed answer of one format. Used by one request at a time.</summary>
internal interface IAnswerReader
{
    /// <summary>Takes one event and returns the text it adds; empty for none.</summary>
    /// <exception cref="JsonException">It is not what the format says.</exception>
    string Take(string data);

    /// <summary>What the format itself reported as an error, or null.</summary>
    ModelFailed? Failure { get; }

    /// <summary>The end, or null when the answer broke off before it.</summary>
    ModelEnded? End();
}
