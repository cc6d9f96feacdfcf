using Switchyard.Gateway.Exchanges;

namespace Switchyard.Gateway.Attempts;

/// <summary>Makes the client's answer ready when a good status is known and the first bytes are still to come.</summary>
internal interface IAnswerPreparer
{
    /// <summary>Sets status and headers, and opens <see cref="Exchange.Stream"/> for a stream. Nothing is sent yet.</summary>
    void Prepare(Exchange exchange, Attempt attempt, HttpResponseMessage response);
}
