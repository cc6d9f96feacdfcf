using Microsoft.AspNetCore.Builder;

namespace Switchyard.Admin.Requests;

/// <summary>Lets a route say what its body looks like, for the API's description only: bodies are read by hand, so that every fault is found at once.</summary>
internal static class BodyEndpoints
{
    public static RouteHandlerBuilder TakesText(this RouteHandlerBuilder builder, params IReadOnlyList<string> contentTypes) => builder.WithMetadata(new TextShape(contentTypes));

    /// <summary>Says that the route answers how it went on the node that is asked.</summary>
    public static RouteHandlerBuilder AnswersOutcome(this RouteHandlerBuilder builder) => builder.WithMetadata(new OutcomeShape());

    /// <summary>Says which query the route takes besides those of all changes.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder builder, string name, string description) => builder.WithMetadata(new QueryShape(name, description));

    public static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder builder) => builder.WithMetadata(new BodyShape(typeof(TBody)));
}
