namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>What a session has asked to be read and waits for; one thing at a time.</summary>
internal enum Asking
{
    Nothing,
    Survey,
    Labels,
    Events,
}
