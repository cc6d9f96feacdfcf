namespace Switchyard.Admin.Requests;

/// <summary>Marks a route whose <c>wait</c> is for the outcome on the node that is asked, for the API's description.</summary>
internal sealed record OutcomeShape;
