global using System.Net;
global using System.Net.ServerSentEvents;
global using System.Text.Json;
